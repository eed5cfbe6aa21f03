import * as tf from '@tensorflow/tfjs-core';

/**
 * Applies a function of one axis: `x` comes as [all axes before, the axis, all axes after], and goes back to its own rank.
 *
 * Three axes are enough for what works along one, and every backend has its kernels for three.
 *
 * @param fn may change the size of the middle axis only.
 */
export function alongAxis(x: tf.Tensor, axis: number, fn: (x: tf.Tensor3D) => tf.Tensor): tf.Tensor {
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const result = fn(tf.reshape(x, [tf.util.sizeFromShape(before), x.shape[axis], tf.util.sizeFromShape(after)]));
  return tf.reshape(result, [...before, result.shape[1]!, ...after]);
}
