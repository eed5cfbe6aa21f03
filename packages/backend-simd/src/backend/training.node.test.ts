import { useBackend } from '@gen/backend';
import { checkGradients } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { fuzzRuns } from '../kernels/fuzz-runs';
import type { SimdBackend } from './simd-backend';
import { smallVae } from './small-vae';

const before = tf.getBackend();
afterEach(async () => {
  await useBackend('simd', { threads: 2 });
  await tf.setBackend(before);
});

const bitsOf = async (x: tf.Tensor): Promise<Int32Array> => new Int32Array(((await x.data()) as Float32Array).slice().buffer);

describe('training a convolutional VAE', () => {
  it('gives the same bits on one, two and four threads', async () => {
    // Batches of a size at which every kernel is shared.
    const runs: Int32Array[][] = [];
    for (const threads of [1, 2, 4]) {
      expect((await useBackend('simd', { threads })).capabilities.threads).toBe(threads);
      const model = smallVae({ size: 28, channels: [16, 32], latents: 16, batch: 32 });
      const bits: Int32Array[] = [];
      for (let i = 0; i < 20; i++) {
        const loss = model.step(i);
        bits.push(await bitsOf(loss));
        loss.dispose();
      }
      for (const x of model.variables) bits.push(await bitsOf(x));
      model.dispose();
      runs.push(bits);
    }
    const [first, last] = [runs[0][0], runs[0][19]].map((bits) => new Float32Array(bits.buffer)[0]);
    expect(last).toBeLessThan(first);
    for (const run of runs.slice(1)) for (const [i, bits] of run.entries()) expect(bits).toEqual(runs[0][i]);
  });

  it('leaves nothing behind, however long it takes', async () => {
    await useBackend('simd', { threads: 2 });
    const { heap } = tf.backend() as SimdBackend;
    const model = smallVae({ size: 4, channels: [2, 3], latents: 2, batch: 2 });
    const state = (): unknown => ({ ...tf.memory(), used: heap.used, bytes: heap.memory.buffer.byteLength });
    let start: unknown;
    for (let i = 0; i < fuzzRuns(2000); i++) {
      model.step(i).dispose();
      if (i === 20) start = state();
    }
    expect(state()).toEqual(start);
    model.dispose();
  });

  it('has the gradient that differences give', async () => {
    await useBackend('simd', { threads: 2 });
    const model = smallVae({ size: 8, channels: [4, 6], latents: 3, batch: 3, activation: tf.tanh });
    const images = tf.randomUniform([3, 8, 8, 1], 0, 1, 'float32', 1) as tf.Tensor4D;
    const noise = tf.randomNormal([3, 3], 0, 1, 'float32', 1);
    const loss = (...parameters: tf.Tensor[]): tf.Tensor => tf.mean(model.loss(parameters, images, noise));
    const found = await checkGradients(loss as never, model.variables);
    expect(found.worstRelativeError).toBeLessThan(1e-3);
    tf.dispose([images, noise]);
    model.dispose();
  });
});
