import { createRng } from '@gen/core';
import { expectClose, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { registerGenAdam } from './gen-adam';

const attrs = { learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1, c1: 0.19, c2: 0.0199 };

describe('GenAdam', () => {
  registerGenAdam();

  // A backend without the kernel, such as webgpu, has nothing to test here.
  it.runIf(when(tf.getKernel('GenAdam', tf.getBackend()), 'this backend has no GenAdam kernel'))(
    'is AdamW in one step, with the gradient scaled',
    async () => {
      const rng = createRng(3);
      const [x, g, m, v] = ['x', 'g', 'm', 'v'].map((name) => {
        const values = rng.fork(name).fillNormal(new Float32Array(50));
        return tf.tensor(name === 'v' ? values.map(Math.abs) : values, [5, 10]);
      });
      const host = [x, g, m, v].map((tensor) => tensor.dataSync().slice());
      for (const scale of [undefined, 0.25]) {
        const gradientScale = scale === undefined ? undefined : tf.scalar(scale);
        const before = tf.memory().numDataBuffers;
        const outputs = tf.engine().runKernel('GenAdam', { x, g, m, v, gradientScale } as never, attrs) as unknown as tf.Tensor[];
        expect(outputs.map(({ shape }) => shape)).toEqual([
          [5, 10],
          [5, 10],
          [5, 10],
        ]);
        expect(tf.memory().numDataBuffers).toBe(before + 3);
        const [xs, gs, ms, vs] = host;
        const mean = ms.map((value, i) => 0.9 * value + 0.1 * gs[i] * (scale ?? 1));
        const square = vs.map((value, i) => 0.99 * value + 0.01 * (gs[i] * (scale ?? 1)) ** 2);
        const next = xs.map(
          (value, i) => value * (1 - 0.001) - (0.01 * (mean[i] / 0.19)) / (Math.sqrt(square[i] / 0.0199) + 1e-6),
        );
        await expectClose(outputs[0], next, { relative: 1e-6 });
        await expectClose(outputs[1], mean, { relative: 1e-6 });
        await expectClose(outputs[2], square, { relative: 1e-6 });
        tf.dispose([outputs, gradientScale ?? []]);
      }
      expect([x, g, m, v].map((tensor) => tensor.dataSync())).toEqual(host);
      tf.dispose([x, g, m, v]);
    },
  );

  it.runIf(when(tf.getBackend() === 'wasm', 'only the memory of wasm grows'))(
    'reads on where it was when its outputs make the memory grow',
    async () => {
      const size = 3_000_000;
      const [x, g, m, v] = [2, 1, 0, 0].map((value) => tf.fill([size], value));
      const step = { ...attrs, weightDecay: 0, epsilon: 0, c1: 0.1, c2: 0.01 };
      const outputs = tf.engine().runKernel('GenAdam', { x, g, m, v }, step) as unknown as tf.Tensor[];
      const ends = outputs.map((output) => tf.tidy(() => tf.concat([tf.slice(output, 0, 2), tf.slice(output, size - 2, 2)])));
      for (const [i, value] of [1.99, 0.1, 0.01].entries()) await expectClose(ends[i], [value, value, value, value]);
      tf.dispose([x, g, m, v, outputs, ends]);
    },
  );

  it('is registered once, for cpu and wasm', () => {
    const before = ['cpu', 'wasm'].map((backend) => tf.getKernel('GenAdam', backend)?.kernelFunc);
    registerGenAdam();
    expect(['cpu', 'wasm'].map((backend) => tf.getKernel('GenAdam', backend)?.kernelFunc)).toEqual(before);
    expect(before.every((kernel) => kernel !== undefined)).toBe(true);
  });
});
