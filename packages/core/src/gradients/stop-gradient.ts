import * as tf from '@tensorflow/tfjs-core';

/**
 * The same values, held constant: gradients of any order that flow back to it end here, as zeros.
 *
 * Use it for a target that must not learn (a teacher's output, a running statistic) inside a function that is differentiated.
 *
 * @param x any shape and dtype.
 * @returns `x` in value, shape and dtype, as a new tensor.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 *
 * @example Only one of two factors learns
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { stopGradient } from '@gen/core';
 *
 * const x = tf.scalar(3);
 * const slope = tf.grad((t: tf.Tensor) => tf.mul(t, stopGradient(t)))(x); // 3, where that of x * x is 6
 * tf.dispose([x, slope]);
 * ```
 * @category Gradients
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const hold = tf.customGrad((inner) => ({
    value: tf.clone(inner as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return hold(x) as T;
}
