import * as tf from '@tensorflow/tfjs-core';

/** Sums over all axes but the first: `[batch, ...event]` to `[batch]`. @internal */
export function sumEvent(x: tf.Tensor): tf.Tensor1D {
  const [batch, ...event] = x.shape;
  return tf.sum(tf.reshape(x, [batch, event.reduce((product, size) => product * size, 1)]), 1);
}
