import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createRng } from '../random/rng';
import { glorotUniform, initialize } from './initialize';
import { variable } from './path';

describe('glorotUniform', () => {
  it.each([
    [[200, 100], 300],
    [[5, 5, 3, 160], 25 * 163],
  ])('is uniform within the limit of shape %j', async (shape, fans) => {
    const limit = Math.sqrt(6 / fans);
    const t = glorotUniform(shape, createRng(1));
    expect(t.shape).toEqual(shape);
    const values = (await t.data()) as Float32Array;
    t.dispose();
    expect(Math.max(...values)).toBeLessThanOrEqual(limit);
    expect(Math.max(...values)).toBeGreaterThan(0.97 * limit);
    expect(Math.min(...values)).toBeLessThan(-0.97 * limit);
    const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });

  it('refuses a shape that is no kernel', () => {
    expect(() => glorotUniform([3], createRng(1))).toThrow('glorotUniform: expected shape to be of two or more axes, got [3]');
  });
});

describe('initialize', () => {
  it('gives each kernel its own values, which depend on its path alone, and leaves biases', async () => {
    const make = (path: string, shape: number[]): tf.Variable => variable(path, () => tf.fill(shape, 7));
    const [a, b, bias, again] = [make('a', [2, 3]), make('b', [2, 3]), make('bias', [3]), make('a', [2, 3])];
    const rng = createRng(5);
    initialize([a, b, bias], rng);
    initialize([again], rng);
    expect([...(await a.data())]).toEqual([...(await again.data())]);
    expect([...(await a.data())]).not.toEqual([...(await b.data())]);
    await expectClose(bias, [7, 7, 7]);
    initialize([b], rng, (shape) => tf.ones([...shape]));
    await expectClose(b, [1, 1, 1, 1, 1, 1]);
    expect(rng.counter).toBe(0);
    tf.dispose([a, b, bias, again]);
  });
});
