import { checkGradients } from '@gen/core';
import { testLoss } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import golden from '../../../../fixtures/losses.json';
import { crossEntropy } from './cross-entropy';

const uniform = { shape: [2, 3], values: [1, 0, 0, 0.5, 0, 0.5] };

testLoss('crossEntropy', crossEntropy, {
  golden: golden.cases.crossEntropy,
  naive: (labels: tf.Tensor, logits: tf.Tensor) => {
    const nats = tf.neg(tf.sum(tf.mul(labels, tf.log(tf.softmax(logits))), -1));
    return nats.rank === 1 ? nats : tf.sum(nats, 1);
  },
  extremes: [
    { name: 'logits of 10,000', labels: uniform, outputs: { shape: [2, 3], values: [-1e4, 1e4, 0, 1e4, 1e4, -1e4] } },
    { name: 'equal logits', labels: uniform, outputs: { shape: [2, 3], values: [1e4, 1e4, 1e4, 0, 0, 0] } },
  ],
  refuses: [
    { name: 'other classes', code: 'shape', labels: uniform, outputs: { shape: [2, 2], values: [1, 2, 3, 4] } },
    { name: 'no class axis', code: 'shape', labels: { shape: [2], values: [1, 0] }, outputs: { shape: [2], values: [1, 2] } },
    { name: 'whole labels', code: 'dtype', labels: { ...uniform, dtype: 'int32' }, outputs: uniform },
    { name: 'whole logits', code: 'dtype', labels: uniform, outputs: { ...uniform, dtype: 'int32' } },
  ],
  checkGradients,
  secondOrder: true,
});
