import type * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

/**
 * Transpose, with matrices (single, or a batch of them) done in blocks that stay in the cache.
 *
 * The stock kernel walks down the columns of the whole matrix, which is 5 times slower when a column's values fall on the
 * same cache lines, as they do for images. Other permutations, and other types, go on to `stock`.
 */
export const transpose =
  (stock: tf.KernelFunc) =>
  (call: KernelCall<{ x: tf.TensorInfo }, { perm: number[] }>): tf.TensorInfo => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    const matrices = asMatrices(x.shape, attrs.perm);
    if (!matrices || x.dtype !== 'float32') return stock(call as never) as tf.TensorInfo;
    const shape = attrs.perm.map((axis) => x.shape[axis]);
    return fillOutput(backend, shape, x.dtype, (out) => swap(backend.typedArrayFromHeap(x) as Float32Array, out, matrices));
  };

interface Matrices {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
}

/** The permutation as a swap of rows and columns in a batch of matrices, if it is one. */
function asMatrices(shape: readonly number[], perm: readonly number[]): Matrices | undefined {
  // Axes of one value move freely.
  const axes = perm.filter((axis) => shape[axis] !== 1);
  const order = [...axes].sort((a, b) => a - b);
  let fixed = 0;
  while (fixed < axes.length && axes[fixed] === order[fixed]) fixed++;
  const rest = order.slice(fixed);
  const moved = axes.slice(fixed);
  const first = moved.indexOf(rest[0]);
  const rotated = [...rest.slice(rest.length - first), ...rest.slice(0, rest.length - first)];
  if (rest.length === 0 || moved.some((axis, i) => axis !== rotated[i])) return undefined;
  const size = (some: readonly number[]): number => some.reduce((product, axis) => product * shape[axis], 1);
  const split = rest.length - first;
  return { batch: size(order.slice(0, fixed)), rows: size(rest.slice(0, split)), columns: size(rest.slice(split)) };
}

const block = 32;

function swap(from: Float32Array, out: Float32Array, { batch, rows, columns }: Matrices): void {
  for (let n = 0; n < batch; n++) {
    const start = n * rows * columns;
    for (let r0 = 0; r0 < rows; r0 += block) {
      const r1 = Math.min(rows, r0 + block);
      for (let c0 = 0; c0 < columns; c0 += block) {
        const c1 = Math.min(columns, c0 + block);
        let c = c0;
        // Four columns at a time: each read brings in a cache line of which four values are used at once.
        for (; c + 4 <= c1; c += 4) {
          const to = start + c * rows;
          for (let r = r0, at = start + r0 * columns + c; r < r1; r++, at += columns) {
            out[to + r] = from[at];
            out[to + rows + r] = from[at + 1];
            out[to + 2 * rows + r] = from[at + 2];
            out[to + 3 * rows + r] = from[at + 3];
          }
        }
        for (; c < c1; c++) {
          const to = start + c * rows;
          for (let r = r0, at = start + r0 * columns + c; r < r1; r++, at += columns) out[to + r] = from[at];
        }
      }
    }
  }
}
