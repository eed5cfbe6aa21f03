import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

describe('mirrorPad', () => {
  const cases: [number[], [number, number][], 'reflect' | 'symmetric'][] = [
    [[4], [[2, 3]], 'reflect'],
    [[4], [[4, 3]], 'symmetric'],
    [[3, 5], [[2, 0], [0, 4]], 'reflect'],
    [[3, 5], [[3, 1], [0, 5]], 'symmetric'],
    [[2, 4, 3, 2], [[0, 0], [2, 1], [1, 2], [0, 0]], 'reflect'],
    [[2, 4, 3, 2], [[1, 0], [2, 1], [3, 2], [0, 2]], 'symmetric'],
  ]; // biome-ignore format: rows
  it.each(cases)('%j by %j, %s', async (shape, paddings, mode) => {
    const x = createRng(1).normal(shape);
    await checkGradients((t) => tf.square(tf.mirrorPad(tf.square(t), paddings, mode)), [x], { order: 2 });
    x.dispose();
  });
});

describe('tile', () => {
  const cases = [
    [[3], [4]],
    [[3, 2], [1, 3]],
    [[2, 3, 2], [2, 1, 3]],
    [[2, 1, 3, 2], [2, 3, 1, 2]],
    // WebGPU tiles at most four axes.
    ...(backendName === 'webgpu' ? [] : [[[2, 1, 3, 1, 2], [1, 2, 2, 3, 1]], [[2, 1, 2, 1, 2, 2], [1, 2, 1, 3, 1, 2]]]),
  ]; // biome-ignore format: rows
  it.each(cases)('%j, %j times', async (shape, reps) => {
    const x = createRng(2).normal(shape);
    await checkGradients((t) => tf.square(tf.tile(tf.square(t), reps)), [x], { order: 2 });
    x.dispose();
  });
});
