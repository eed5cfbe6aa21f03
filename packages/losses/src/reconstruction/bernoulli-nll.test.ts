import { checkGradients } from '@gen/core';
import { expectClose, testLoss } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import golden from '../../../../fixtures/losses.json';
import { bernoulliNll } from './bernoulli-nll';

const labels = { shape: [2, 3], values: [0, 1, 0.5, 1, 0, 0.25] };
const far = [1e4, 1e4, -1e4, -1e4, -1e4, 1e4];

testLoss('bernoulliNll', bernoulliNll, {
  golden: golden.cases.bernoulliNll,
  naive: (y: tf.Tensor, logits: tf.Tensor) => {
    const p = tf.sigmoid(logits);
    const nats = tf.neg(tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p)))));
    return nats.rank === 1 ? nats : tf.sum(tf.reshape(nats, [nats.shape[0], -1]), 1);
  },
  extremes: [
    { name: 'logits of 10,000', labels, outputs: { shape: [2, 3], values: far } },
    { name: 'logits around the limits of exp', labels, outputs: { shape: [2, 3], values: [-104, -88, 0, 88, 89, 104] } },
  ],
  refuses: [
    { name: 'other event', code: 'shape', labels, outputs: { shape: [2, 2], values: [1, 2, 3, 4] } },
    { name: 'scalars', code: 'shape', labels: { shape: [], values: [1] }, outputs: { shape: [], values: [1] } },
    { name: 'whole labels', code: 'dtype', labels: { ...labels, dtype: 'int32' }, outputs: labels },
    { name: 'whole logits', code: 'dtype', labels, outputs: { ...labels, dtype: 'int32' } },
  ],
  checkGradients,
  secondOrder: true,
});

describe('bernoulliNll', () => {
  it('takes an empty batch', async () => {
    const none = tf.zeros([0, 3]);
    const nats = bernoulliNll(none, none);
    await expectClose(nats, []);
    tf.dispose([none, nats]);
  });
});
