import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { gatherRows, integersOf } from './gather';
import type { Call } from './kernel';
import { bytesOf } from './move';

/**
 * Where tuples of indices point, as one index each.
 *
 * @param strides of the axes that the tuples index, in slices.
 * @param slices how many there are.
 * @param target room for an index for each tuple.
 */
export function flatten(
  backend: SimdBackend,
  indices: tf.TensorInfo,
  { rank, strides, slices, shape }: { rank: number; strides: readonly number[]; slices: number; shape: readonly number[] },
  target: number,
): void {
  const tuples = integersOf(backend, indices);
  const flat = backend.heap.int32;
  const count = rank === 0 ? 0 : tuples.length / rank;
  for (let i = 0; i < count; i++) {
    let index = 0;
    for (let j = 0; j < rank; j++) index += tuples[i * rank + j] * strides[j];
    if (index < 0 || index >= slices)
      throw new Error(`Invalid indices: ${tuples.slice(i * rank, i * rank + rank)} does not index into ${shape}`);
    flat[(target >>> 2) + i] = index;
  }
}

export function gatherNd({ inputs: { params, indices }, backend }: Call<'params' | 'indices'>): tf.TensorInfo | undefined {
  if (bytesOf(params.dtype) === 0 || indices.dtype !== 'int32') return undefined;
  const rank = indices.shape[indices.shape.length - 1];
  const [shape, count, sliceSize, strides] = tf.backend_util.prepareAndValidate(params, indices);
  if (count > 0 && rank === 0) return undefined;
  if (count === 0) return backend.output(shape, params.dtype);
  const slices = tf.util.sizeFromShape(params.shape) / Math.max(1, sliceSize);
  return backend.withScratch(count * 4, (flat) => {
    flatten(backend, indices, { rank, strides, slices, shape: params.shape }, flat);
    const y = backend.output(shape, params.dtype);
    const bytes = sliceSize * bytesOf(params.dtype);
    gatherRows(backend, [backend.pointer(params), flat, backend.pointer(y)], { batch: 1, outer: 1, size: slices, count, bytes });
    return y;
  });
}
