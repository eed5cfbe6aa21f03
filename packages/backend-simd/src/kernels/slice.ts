import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { bytesOf, move, stepsOf } from './move';

/** Every `strides[i]`-th of `size[i]` numbers from `begin[i]` on, along each axis; strides may be negative. */
export function cut(
  backend: SimdBackend,
  x: tf.TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  strides: readonly number[] = size.map(() => 1),
): tf.TensorInfo {
  if (size.every((n, i) => n === x.shape[i] && strides[i] === 1)) return backend.alias(x);
  const y = backend.output(size, x.dtype);
  const bytes = bytesOf(x.dtype);
  const from = stepsOf(x.shape);
  const to = stepsOf(size);
  const offset = begin.reduce((sum, at, i) => sum + at * from[i], 0);
  const axes = size.map((n, i) => ({ size: n, from: strides[i] * from[i], to: to[i] }));
  move(backend, bytes, backend.pointer(x) + offset * bytes, backend.pointer(y), axes);
  return y;
}

interface SliceAttrs {
  readonly begin: number[];
  readonly size: number[];
}

export function slice({ inputs: { x }, attrs, backend }: Call<'x', SliceAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size);
  tf.slice_util.assertParamsValid(x, begin, size);
  return cut(backend, x, begin, size);
}
