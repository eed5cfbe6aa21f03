import { createRng } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { reparameterize } from './reparameterize';

it('moves and scales the noise of the generator', async () => {
  const noise = createRng(1).fillNormal(new Float32Array(6));
  const q = { mean: tf.fill([3, 2], 5), logVar: tf.fill([3, 2], 2 * Math.log(3)) };
  const z = reparameterize(q, createRng(1));
  await expectClose(
    z,
    noise.map((n) => 5 + 3 * n),
  );
  tf.dispose([q.mean, q.logVar, z]);
});

it('lets gradients reach mean and logVar', async () => {
  const noise = createRng(1).fillNormal(new Float32Array(2));
  const [dMean, dLogVar] = tf.tidy(() =>
    tf.grads((mean, logVar) => tf.sum(reparameterize({ mean, logVar }, createRng(1))))([tf.zeros([1, 2]), tf.zeros([1, 2])]),
  );
  await expectClose(dMean, [1, 1]);
  await expectClose(
    dLogVar,
    noise.map((n) => n / 2),
  );
  tf.dispose([dMean, dLogVar]);
  expect(dMean.isDisposed).toBe(true);
});
