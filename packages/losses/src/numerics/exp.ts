import * as tf from '@tensorflow/tfjs-core';

/**
 * `exp(x)` with right gradients of every order.
 *
 * The gradient of tf.exp multiplies by its saved output, which a second derivative then takes for a constant; this one
 * saves the input and computes the factor again.
 *
 * @internal
 */
export function exp(x: tf.Tensor): tf.Tensor {
  const differentiable = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    return {
      value: tf.exp(input as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, exp(saved[0])),
    };
  });
  return differentiable(x);
}
