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

const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');

const where =
  (compare: typeof tf.less) =>
  (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    float(compare(a, b));

/** What rounds has no slope; of integers, tfjs's specs want that of the quotient, which `tf.div` rounds too. */
const rounded =
  (slope: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) =>
  (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    a.dtype === 'float32' || b.dtype === 'float32' ? tf.zeros([]) : slope(float(a), float(b));

/** Of operations on two tensors; where maximum and minimum have equal elements, the first has the gradient, as in tfjs. */
export const binaryGradients = (): readonly tf.GradConfig[] => [
  binary('Maximum', { a: where(tf.greaterEqual), b: where(tf.less) }),
  binary('Minimum', { a: where(tf.lessEqual), b: where(tf.greater) }),
  binary('FloorDiv', { a: rounded((_, b) => tf.reciprocal(b)), b: rounded((a, b) => tf.neg(tf.div(a, tf.square(b)))) }),
  binary('SquaredDifference', { a: (a, b) => tf.mul(2, tf.sub(a, b)), b: (a, b) => tf.mul(2, tf.sub(b, a)) }),
];
