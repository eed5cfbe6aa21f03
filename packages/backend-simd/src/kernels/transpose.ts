import type * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { bytesOf, move, stepsOf } from './move';

/** A tensor with its axes in another order: axis i of the result is axis `order[i]` of `x`. */
export function permute(backend: SimdBackend, x: tf.TensorInfo, order: readonly number[]): tf.TensorInfo {
  const bytes = bytesOf(x.dtype);
  const from = stepsOf(x.shape);
  const shape = order.map((axis) => x.shape[axis]);
  const to = stepsOf(shape);
  const y = backend.output(shape, x.dtype);
  move(
    backend,
    bytes,
    backend.pointer(x),
    backend.pointer(y),
    order.map((axis, i) => ({ size: shape[i], from: from[axis], to: to[i] })),
  );
  return y;
}

export function transpose({ inputs: { x }, attrs: { perm }, backend }: Call<'x', { perm: number[] }>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  return permute(backend, x, perm);
}
