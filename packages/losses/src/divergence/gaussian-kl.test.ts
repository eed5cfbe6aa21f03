import { checkGradients } from '@gen/core';
import { backendName, expectClose, testLoss, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/losses.json';
import type { Gaussian } from '../distributions/gaussian';
import { gaussianKl } from './gaussian-kl';

const mean = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };
const logVar = { shape: [2, 3], values: [0, 1, 2, -1, -2, -3] };
const far = { shape: [2, 3], values: [1e4, -1e4, 1e4, 0, 1e4, -1e4] };
const q = { mean, logVar };

testLoss('gaussianKl', gaussianKl, {
  golden: golden.cases.gaussianKl,
  naive: (from: Gaussian, to: Gaussian | undefined) => {
    const [variance, prior] = [tf.exp(from.logVar), tf.exp(to?.logVar ?? 0)];
    const distance = tf.square(tf.sub(from.mean, to?.mean ?? 0));
    const spread = tf.div(tf.add(variance, distance), tf.mul(2, prior));
    const nats = tf.sub(tf.add(tf.mul(0.5, tf.log(tf.div(prior, variance))), spread), 0.5);
    return tf.sum(tf.reshape(nats, [nats.shape[0], -1]), 1);
  },
  extremes: [
    { name: 'means of 10,000', labels: { mean: far, logVar }, outputs: null },
    { name: 'a vanishing variance', labels: { mean, logVar: { shape: [1], values: [-1e4] } }, outputs: null },
    { name: 'a variance of exp 80', labels: { mean, logVar: { shape: [1], values: [80] } }, outputs: null },
    { name: 'a narrow prior', labels: q, outputs: { mean, logVar: { shape: [1], values: [-80] } } },
    { name: 'a wide prior', labels: q, outputs: { mean, logVar: { shape: [1], values: [1e4] } } },
  ],
  refuses: [
    { name: 'scalar means', code: 'shape', labels: { mean: { shape: [], values: [1] }, logVar: 0 }, outputs: null },
    {
      name: 'log-variances of another shape',
      code: 'shape',
      labels: { mean, logVar: { shape: [2], values: [1, 2] } },
      outputs: null,
    },
    {
      name: 'a larger prior',
      code: 'shape',
      labels: q,
      outputs: { mean: { shape: [4, 3], values: Array(12).fill(0) }, logVar: 0 },
    },
    { name: 'whole means', code: 'dtype', labels: { mean: { ...mean, dtype: 'int32' }, logVar }, outputs: null },
    { name: 'whole log-variances', code: 'dtype', labels: q, outputs: { mean, logVar: { ...logVar, dtype: 'int32' } } },
    { name: 'an infinite log-variance', code: 'value', labels: q, outputs: { mean, logVar: Number.POSITIVE_INFINITY } },
  ],
  checkGradients,
  secondOrder: true,
});

describe('gaussianKl', () => {
  it('is 0 between equal distributions', async () => {
    const p = { mean: tf.tensor2d([[1, -2]]), logVar: tf.tensor2d([[3, -1]]) };
    const nats = gaussianKl(p, p);
    await expectClose(nats, [0], { absolute: 0 });
    tf.dispose([p, nats]);
  });

  it.runIf(when(backendName !== 'webgpu', 'expm1 of tfjs on WebGPU is exp(x) - 1, which loses these digits'))(
    'keeps its digits between distributions that are nearly equal',
    async () => {
      const example = golden.cases.gaussianKl.find(({ name }) => name === 'nearly equal')!;
      const { mean: m, logVar: v } = example.labels as { mean: typeof mean; logVar: typeof mean };
      const posterior = { mean: tf.tensor2d(m.values, [2, 3]), logVar: tf.tensor2d(v.values, [2, 3]) };
      const nats = gaussianKl(posterior);
      expect(Math.max(...example.value)).toBeLessThan(1e-4);
      await expectClose(nats, example.value, { relative: 1e-3, absolute: 0 });
      tf.dispose([posterior, nats]);
    },
  );
});
