import * as tf from '@tensorflow/tfjs-core';

/** The adjoint of broadcasting a tensor of this shape: sums over the axes along which it was repeated. */
export function sumTo(tensor: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, tensor.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(tensor, axes) : tensor, shape);
}
