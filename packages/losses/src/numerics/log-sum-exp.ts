import * as tf from '@tensorflow/tfjs-core';

/**
 * `m + log sum exp(x - m)` over the last axis, which stays with size 1; `m` is the maximum, so nothing overflows.
 *
 * Its gradient is `softmax(x)`, computed again from the saved input: right at first and second order, where that of
 * tf.logSumExp throws (Max) or is wrong (Exp) at second order, and tf.logSoftmax is wrong.
 *
 * @internal
 */
export function logSumExp(x: tf.Tensor): tf.Tensor {
  const differentiable = tf.customGrad((input, save) => {
    const logits = input as tf.Tensor;
    (save as tf.GradSaveFunc)([logits]);
    const max = tf.max(logits, -1, true);
    const value = tf.add(max, tf.log(tf.sum(tf.exp(tf.sub(logits, max)), -1, true)));
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.softmax(saved[0])) };
  });
  return differentiable(x);
}
