import * as tf from '@tensorflow/tfjs-core';
import { sumTo } from './sum-to';

/** Gradients of y = f(a, b) from those of an element, summed over broadcast axes: there, tfjs throws. */
function binary(kernelName: string, slopes: Record<'a' | 'b', (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(tf.mul(dy as tf.Tensor, slopes.a(a, b)), a.shape),
      b: () => sumTo(tf.mul(dy as tf.Tensor, slopes.b(a, b)), b.shape),
    }),
  };
}

const where =
  (compare: typeof tf.less) =>
  (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.cast(compare(a, b), 'float32');

/** Of operations on two tensors; where maximum and minimum have equal elements, the first has the gradient, as in tfjs. */
export const binaryGradients: readonly tf.GradConfig[] = [
  binary('Maximum', { a: where(tf.greaterEqual), b: where(tf.less) }),
  binary('Minimum', { a: where(tf.lessEqual), b: where(tf.greater) }),
  binary('SquaredDifference', { a: (a, b) => tf.mul(2, tf.sub(a, b)), b: (a, b) => tf.mul(2, tf.sub(b, a)) }),
];
