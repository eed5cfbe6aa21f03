/**
 * The non-increasing sequence that is nearest to `values` in least squares, by pooling adjacent violators.
 *
 * Barlow, Bartholomew, Bremner and Brunk (1972), Statistical Inference under Order Restrictions.
 *
 * @internal
 */
export function isotonicDecreasing(values: readonly number[]): number[] {
  const pools: { sum: number; size: number }[] = [];
  for (const value of values) {
    let pool = { sum: value, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.size <= pool.sum / pool.size; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, size: pool.size + last.size };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size));
}
