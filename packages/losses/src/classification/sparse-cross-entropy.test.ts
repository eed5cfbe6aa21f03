import { checkGradients } from '@gen/core';
import { expectClose, testLoss } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/losses.json';
import { crossEntropy } from './cross-entropy';
import { sparseCrossEntropy } from './sparse-cross-entropy';

const labels = { shape: [2], values: [0, 2], dtype: 'int32' };
const logits = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };

testLoss('sparseCrossEntropy', sparseCrossEntropy, {
  golden: golden.cases.sparseCrossEntropy,
  naive: (y: tf.Tensor, x: tf.Tensor) => {
    const chosen = tf.sum(tf.mul(tf.oneHot(y as tf.Tensor1D, x.shape[x.rank - 1]), tf.softmax(x)), -1);
    const nats = tf.neg(tf.log(chosen));
    return nats.rank === 1 ? nats : tf.sum(nats, 1);
  },
  extremes: [
    { name: 'logits of 10,000', labels, outputs: { shape: [2, 3], values: [-1e4, 1e4, 0, 1e4, 1e4, -1e4] } },
    { name: 'equal logits', labels, outputs: { shape: [2, 3], values: [1e4, 1e4, 1e4, 0, 0, 0] } },
  ],
  refuses: [
    { name: 'other batch', code: 'shape', labels, outputs: { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] } },
    { name: 'one-hot labels', code: 'shape', labels: { ...logits, dtype: 'int32' }, outputs: logits },
    {
      name: 'no class axis',
      code: 'shape',
      labels: { shape: [], values: [1], dtype: 'int32' },
      outputs: { shape: [2], values: [1, 2] },
    },
    { name: 'float labels', code: 'dtype', labels: { shape: [2], values: [0, 2] }, outputs: logits },
    { name: 'whole logits', code: 'dtype', labels, outputs: { ...logits, dtype: 'int32' } },
  ],
  checkGradients,
  secondOrder: true,
});

describe('sparseCrossEntropy', () => {
  it('is crossEntropy of one-hot labels', async () => {
    const y = tf.tensor1d([2, 0, 1], 'int32');
    const x = tf.tensor2d([1, -2, 0.5, 3, 2, 1, 0, 0, 0.1], [3, 3]);
    const want = tf.tidy(() => crossEntropy(tf.cast(tf.oneHot(y, 3), 'float32'), x));
    const got = sparseCrossEntropy(y, x);
    await expectClose(got, want);
    tf.dispose([y, x, want, got]);
  });

  it('gives NaN for a label out of range, and the loss of the others', async () => {
    const y = tf.tensor1d([0, 3, -1, 1], 'int32');
    const x = tf.zeros([4, 3]);
    const nats = sparseCrossEntropy(y, x);
    const values = [...(await nats.data())];
    expect(values.map(Number.isNaN)).toEqual([false, true, true, false]);
    expect(values[3]).toBeCloseTo(Math.log(3), 5);
    tf.dispose([y, x, nats]);
  });
});
