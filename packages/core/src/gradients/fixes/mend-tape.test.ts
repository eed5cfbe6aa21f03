import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { checkGradients, installGradientFixes } from '../../index';

installGradientFixes();
const ops: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  exp: tf.exp,
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  logSigmoid: (x) => tf.logSigmoid(tf.mul(x, 1.5)),
  softmaxCE: (x) =>
    tf.losses.softmaxCrossEntropy(
      tf.tensor2d([
        [0, 1, 0],
        [0.2, 0.3, 0.5],
      ]),
      tf.mul(x, 2),
    ),
  pow: (x) => tf.pow(tf.add(x, 3), 2.5),
};
it.each(Object.entries(ops))('%s', async (_, fn) => {
  const x = tf.tensor2d([
    [0.3, -0.7, 1.1],
    [0.2, 0.9, -1.4],
  ]);
  await checkGradients((a) => tf.square(fn(tf.mul(a, a))), [x], { order: 2 });
  x.dispose();
});
