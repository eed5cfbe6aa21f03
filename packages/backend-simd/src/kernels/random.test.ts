import { createRng, type Rng } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../index';

/** Expects a kernel to make these numbers, to the bit. */
async function expectMade(kernel: string, attrs: object, wanted: Float32Array): Promise<void> {
  const y = tf.engine().runKernel(kernel, {}, attrs as never) as tf.Tensor;
  const values = (await y.data()) as Float32Array;
  y.dispose();
  const [got, want] = [values, wanted].map((array) => new Int32Array(array.slice().buffer));
  expect(got.length).toBe(want.length);
  expect(want.findIndex((word, i) => word !== got[i])).toBe(-1);
}

describe('GenNormal and GenUniform', () => {
  const before = tf.getBackend();
  beforeAll(() => tf.setBackend('simd'));
  afterAll(() => tf.setBackend(before));

  it.each([0, 1, 3, 16, 17, 1000, 60_001])('give the bits of the generator of @gen/core, for %s numbers', async (size) => {
    const { key } = createRng(size);
    for (const counter of [0, 5, 2 ** 32 - 2, 2 ** 40 + 3, 2 ** 52]) {
      const state = { key, counter, shape: [size] };
      const rng = (): Rng => {
        const same = createRng(size);
        same.importState({ json: { key, counter } });
        return same;
      };
      const out = new Float32Array(size);
      await expectMade('GenNormal', { ...state, mean: 0, sd: 1 }, rng().fillNormal(out));
      await expectMade('GenNormal', { ...state, mean: 0.3, sd: 1.7 }, rng().fillNormal(out, 0.3, 1.7));
      await expectMade('GenUniform', { ...state, low: 0, high: 1 }, rng().fillUniform(out));
      await expectMade('GenUniform', { ...state, low: -0.1, high: 0.7 }, rng().fillUniform(out, -0.1, 0.7));
    }
  });

  it('have the tails: a million numbers, some beyond 4.4 standard deviations', async () => {
    const rng = createRng(12);
    const values = rng.fillNormal(new Float32Array(1_000_000));
    await expectMade('GenNormal', { key: rng.key, counter: 0, shape: [1000, 1000], mean: 0, sd: 1 }, values);
    expect(values.reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(4.4);
  });
});
