import { createRng, GenError } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { standardNormal } from './standard-normal';

it('has the divergence of Kingma and Welling, appendix B', async () => {
  const mean = [0.5, -1, 0, 2];
  const logVar = [0, -1, 0.5, 1];
  const q = { mean: tf.tensor2d(mean, [2, 2]), logVar: tf.tensor2d(logVar, [2, 2]) };
  const terms = mean.map((m, i) => 0.5 * (m * m + Math.exp(logVar[i]) - 1 - logVar[i]));
  const kl = standardNormal(2).kl(q, q.mean);
  await expectClose(kl, [terms[0] + terms[1], terms[2] + terms[3]]);
  tf.dispose([q.mean, q.logVar, kl]);
});

it('samples standard normal latents of the generator', async () => {
  const latents = standardNormal(3).sample(2, createRng(4));
  expect(latents.shape).toEqual([2, 3]);
  await expectClose(latents, createRng(4).fillNormal(new Float32Array(6)), { relative: 0, absolute: 0 });
  latents.dispose();
});

it('refuses a size that is no count', () => {
  expect(() => standardNormal(0)).toThrow(GenError);
  expect(() => standardNormal(1.5)).toThrow('standardNormal: expected latentSize to be an integer of at least 1, got 1.5');
});
