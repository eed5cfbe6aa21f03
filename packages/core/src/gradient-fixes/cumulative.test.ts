import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

// The kernel of WebGPU takes the size of the axis from the first reverse scan that it compiles.
const flags = [false, true].flatMap((exclusive) =>
  (backendName === 'webgpu' ? [false] : [false, true]).map((r) => [exclusive, r]),
);
const cases = [0, 1, 2].flatMap((axis) => flags.map(([exclusive, reverse]) => ({ axis, exclusive, reverse })));

describe('cumsum', () => {
  it.each(cases)('axis $axis, exclusive $exclusive, reverse $reverse', async ({ axis, exclusive, reverse }) => {
    const x = createRng(1).normal([3, 4, 2]);
    await checkGradients((t) => tf.square(tf.cumsum(tf.square(t), axis, exclusive, reverse)), [x], { order: 2 });
    x.dispose();
  });
});

describe('cumprod', () => {
  it.each(cases)('axis $axis, exclusive $exclusive, reverse $reverse', async ({ axis, exclusive, reverse }) => {
    const x = createRng(2).uniform([3, 4, 2], 0.5, 1.5);
    await checkGradients((t) => tf.square(tf.cumprod(t, axis, exclusive, reverse)), [x], { order: 2 });
    x.dispose();
  });

  it('takes zeros among the factors', async () => {
    const x = tf.tensor2d([
      [0.5, 0, 1.5, -2],
      [0, 0.7, 0, 1.1],
    ]);
    await checkGradients((t) => tf.square(tf.add(tf.cumprod(t, 1), 1)), [x], { order: 2 });
    x.dispose();
  });
});

describe('prod', () => {
  it.each([[undefined], [0], [1], [-1], [[0, 2]], [[2, 1]]])('axis %j', async (axis) => {
    const x = createRng(3).uniform([2, 3, 2], 0.5, 1.5);
    await checkGradients((t) => tf.square(tf.prod(t, axis)), [x], { order: 2 });
    x.dispose();
  });

  it('takes zeros among the factors', async () => {
    const x = tf.tensor2d([
      [0.5, 0, 1.5],
      [0, 0, -1.2],
    ]);
    await checkGradients((t) => tf.square(tf.add(tf.prod(t, 1), 1)), [x], { order: 2 });
    x.dispose();
  });
});
