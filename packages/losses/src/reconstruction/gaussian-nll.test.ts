import { checkGradients } from '@gen/core';
import { testLoss } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import golden from '../../../../fixtures/losses.json';
import type { Gaussian } from '../distributions/gaussian';
import { gaussianNll } from './gaussian-nll';

const labels = { shape: [2, 3], values: [0, 1, 0.5, 1, 0, 0.25] };
const mean = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };
const logVar = { shape: [3], values: [0, 1, 2] };
const far = { shape: [2, 3], values: [1e4, -1e4, 1e4, 0, 1e4, -1e4] };

testLoss('gaussianNll', gaussianNll, {
  golden: golden.cases.gaussianNll,
  naive: (y: tf.Tensor, outputs: Gaussian) => {
    const variance = tf.exp(outputs.logVar);
    const density = tf.div(
      tf.exp(tf.neg(tf.div(tf.square(tf.sub(y, outputs.mean)), tf.mul(2, variance)))),
      tf.sqrt(tf.mul(2 * Math.PI, variance)),
    );
    const nats = tf.neg(tf.log(density));
    return nats.rank === 1 ? nats : tf.sum(tf.reshape(nats, [nats.shape[0], -1]), 1);
  },
  extremes: [
    { name: 'means of 10,000', labels, outputs: { mean: far, logVar } },
    { name: 'a variance of exp 80', labels, outputs: { mean, logVar: { shape: [1], values: [80] } } },
    { name: 'a variance of exp -80', labels, outputs: { mean, logVar: { shape: [1], values: [-80] } } },
    { name: 'exact means, a variance of exp -170', labels, outputs: { mean: labels, logVar: { shape: [1], values: [-170] } } },
    { name: 'log-variances of 10,000', labels, outputs: { mean, logVar: { shape: [], values: [1e4] } } },
  ],
  refuses: [
    { name: 'means of another shape', code: 'shape', labels, outputs: { mean: { shape: [1, 3], values: [1, 2, 3] }, logVar: 0 } },
    { name: 'too many log-variances', code: 'shape', labels, outputs: { mean, logVar: { shape: [2], values: [1, 2] } } },
    { name: 'a larger rank', code: 'shape', labels, outputs: { mean, logVar: { shape: [1, 1, 3], values: [1, 2, 3] } } },
    {
      name: 'scalars',
      code: 'shape',
      labels: { shape: [], values: [1] },
      outputs: { mean: { shape: [], values: [1] }, logVar: 0 },
    },
    { name: 'whole labels', code: 'dtype', labels: { ...labels, dtype: 'int32' }, outputs: { mean, logVar } },
    { name: 'whole means', code: 'dtype', labels, outputs: { mean: { ...mean, dtype: 'int32' }, logVar } },
    { name: 'whole log-variances', code: 'dtype', labels, outputs: { mean, logVar: { ...logVar, dtype: 'int32' } } },
    { name: 'a log-variance of no number', code: 'value', labels, outputs: { mean, logVar: Number.NaN } },
  ],
  checkGradients,
  secondOrder: true,
});
