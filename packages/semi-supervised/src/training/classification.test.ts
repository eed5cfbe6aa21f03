import { createRng, network } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { classification } from './classification';

it('gives cross-entropy in nats and 0/1 errors', async () => {
  const logits = [
    [2, 0, 0],
    [0, 1, 3],
  ];
  const classifier = network((x: tf.Tensor) => tf.clone(x), []);
  const images = tf.tensor2d(logits);
  const labels = tf.tensor1d([0, 1], 'int32');
  const terms = classification(classifier)({ images, labels }, { step: 0, epoch: 0, rng: createRng(0), training: false });
  const nll = (row: readonly number[], label: number): number => Math.log(row.reduce((s, v) => s + Math.exp(v), 0)) - row[label];
  await expectClose(terms.crossEntropy, [nll(logits[0], 0), nll(logits[1], 1)]);
  await expectClose(terms.error, [0, 1]);
  tf.dispose([images, labels, terms.crossEntropy, terms.error]);
});
