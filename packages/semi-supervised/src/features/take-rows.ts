import { checkValue } from '@gen/core';
import type { Matrix } from './matrix';

/**
 * The given rows of a matrix, in the given order, as a new matrix: the labelled subset of cached features.
 *
 * @param features `[n, d]`.
 * @param indices row numbers, repeated ones allowed.
 * @returns `[indices.length, d]`, of the element type of `features`.
 * @throws GenError `value` for an index that is no row.
 *
 * @example The features of two labelled examples
 * ```ts
 * import { takeRows } from '@gen/semi-supervised';
 *
 * const features = { data: new Float32Array([0, 1, 2, 3, 4, 5]), shape: [3, 2] } as const;
 * const labelled = takeRows(features, [2, 0]); // [[4, 5], [0, 1]]
 * ```
 * @category Features
 */
export function takeRows<Data extends Float32Array | Float64Array>(
  features: Matrix<Data>,
  indices: ArrayLike<number>,
): Matrix<Data> {
  const [n, d] = features.shape;
  const Kind = features.data.constructor as new (size: number) => Data;
  const data = new Kind(indices.length * d);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    checkValue('takeRows', `indices[${i}]`, row, Number.isInteger(row) && row >= 0 && row < n, `an integer from 0 to ${n - 1}`);
    data.set(features.data.subarray(row * d, row * d + d), i * d);
  }
  return { data, shape: [indices.length, d] };
}
