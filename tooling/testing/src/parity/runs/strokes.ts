import type { Rng } from '@gen/core';

type Point = readonly [x: number, y: number];

/** Distance from a point to a segment. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-9)));
  const [ex, ey] = [x - ax - along * dx, y - ay - along * dy];
  // Not Math.hypot: only the root is the same number in every engine.
  return Math.sqrt(ex * ex + ey * ey);
}

/** `count` gray images `[size, size, 1]` of a stroke with one bend, in [0, 1], the same bits everywhere. */
export function strokes(count: number, size: number, rng: Rng): Float32Array {
  const images = new Float32Array(count * size * size);
  for (let n = 0; n < count; n++) {
    const [a, b, c] = [0, 1, 2].map((): Point => [1 + rng.next() * (size - 3), 1 + rng.next() * (size - 3)]);
    for (let i = 0; i < size * size; i++) {
      const at: Point = [i % size, Math.floor(i / size)];
      const near = Math.min(distance(at, a, b), distance(at, b, c));
      images[n * size * size + i] = Math.max(0, Math.min(1, 1.5 - near));
    }
  }
  return images;
}

/** For each step, which examples make its batch: `[steps, batch]`. */
export function batchIndices(steps: number, batch: number, examples: number, rng: Rng): Int32Array {
  const rows = new Int32Array(steps * batch);
  for (let i = 0; i < steps; i++) rows.set(rng.fork(i).permutation(examples).subarray(0, batch), i * batch);
  return rows;
}

/** The examples of `rows`, each of `size` values, one after another. */
export function pick(examples: Float32Array, rows: Int32Array, size: number): Float32Array {
  const picked = new Float32Array(rows.length * size);
  for (const [k, row] of rows.entries()) picked.set(examples.subarray(row * size, (row + 1) * size), k * size);
  return picked;
}
