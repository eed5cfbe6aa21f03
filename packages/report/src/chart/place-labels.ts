/**
 * Centers for labels beside each other in a column, as near to where each belongs as they can be without overlap: the least sum of
 * squared moves, found by pooling neighbors that collide (isotonic regression).
 *
 * @param wanted where each label belongs.
 * @param heights the room each label takes.
 * @param low the least edge that a label may touch, `high` the greatest; the room must hold all labels.
 */
export function placeLabels(wanted: readonly number[], heights: readonly number[], low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const total = heights.reduce((sum, height) => sum + height, 0);
  // Measured from the stack of all labels before it, "no overlap" says only that places never descend.
  let above = 0;
  const offsets = order.map((i) => (above += heights[i]!) - heights[i]! / 2);
  const pools: { sum: number; count: number }[] = [];
  for (const [rank, i] of order.entries()) {
    let pool = { sum: wanted[i]! - offsets[rank]!, count: 1 };
    for (let last = pools.at(-1); last && last.sum / last.count >= pool.sum / pool.count; last = pools.at(-1)) {
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
      pools.pop();
    }
    pools.push(pool);
  }
  const centers: number[] = [];
  let rank = 0;
  for (const { sum, count } of pools) {
    const place = Math.min(high - total, Math.max(low, sum / count));
    for (const end = rank + count; rank < end; rank++) centers[order[rank]!] = place + offsets[rank]!;
  }
  return centers;
}
