import { backendName, expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Pad = 'valid' | 'same' | number | [[0, 0], [number, number], [number, number], [0, 0]];
type Pool = { filter: number | number[]; strides: number | number[]; pad: Pad; rounding?: 'floor' | 'round' | 'ceil' };

// Native TensorFlow has no explicit padding.
const isNative = backendName === 'node';
const pools: Pool[] = [
  { filter: 2, strides: 2, pad: 'valid' },
  { filter: [3, 2], strides: [1, 2], pad: 'valid' },
  { filter: 2, strides: 3, pad: 'valid' },
  { filter: 3, strides: 2, pad: 'same' },
  { filter: [2, 3], strides: [1, 2], pad: 'same' },
  { filter: 2, strides: 3, pad: 'same' },
  { filter: 1, strides: 2, pad: 'same' },
  ...(isNative
    ? []
    : ([
        { filter: 3, strides: 2, pad: 1, rounding: 'floor' },
        // XNNPACK, on wasm, leaves windows that lack cells out.
        ...(backendName === 'wasm' ? [] : [{ filter: [2, 3], strides: 2, pad: 0 as const, rounding: 'ceil' as const }]),
        { filter: 3, strides: 3, pad: 1, rounding: 'round' },
        { filter: 3, strides: [2, 1], pad: [[0, 0], [1, 0], [0, 2], [0, 0]] }, // biome-ignore format: one line
      ] satisfies Pool[])),
];
const title = ({ filter, strides, pad, rounding }: Pool): string =>
  `filter ${filter}, strides ${strides}, pad ${pad}${rounding ? `, ${rounding}` : ''}`;

/** Values so far apart that no step of a finite difference changes which is the largest. */
function apart(shape: number[]): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const order = createRng(11).permutation(size);
  return tf.tensor([...order].map((i) => (i - size / 2) * 0.1), shape); // biome-ignore format: one line
}

describe('average pooling', () => {
  it.each(pools.map((pool) => [title(pool), pool] as const))('%s', async (_, { filter, strides, pad, rounding }) => {
    const x = createRng(1).normal([2, 5, 7, 2]) as tf.Tensor4D;
    const pool = (t: tf.Tensor): tf.Tensor =>
      tf.avgPool(t as tf.Tensor4D, filter as [number, number], strides as [number, number], pad as 'same', rounding);
    await checkGradients((t) => tf.square(pool(tf.square(t))), [x], { order: 2 });
    x.dispose();
  });

  it.each(['valid', 'same'] as const)('in three dimensions, pad %s', async (pad) => {
    const x = createRng(2).normal([2, 3, 5, 4, 2]) as tf.Tensor5D;
    const pool = (t: tf.Tensor): tf.Tensor => tf.avgPool3d(t as tf.Tensor5D, [2, 3, 2], [1, 2, 3], pad);
    await checkGradients((t) => tf.square(pool(tf.square(t))), [x], { order: 2 });
    x.dispose();
  });

  it('has third derivatives', async () => {
    const x = createRng(3).normal([1, 3, 3, 1]);
    const cube = (t: tf.Tensor): tf.Tensor => tf.pow(tf.avgPool(t as tf.Tensor4D, 2, 2, 'same'), 3);
    const slope = (t: tf.Tensor): tf.Tensor => tf.grad(cube)(t);
    await checkGradients((t) => tf.square(slope(t)), [x], { order: 2 });
    x.dispose();
  });
});

describe('max pooling', () => {
  it.each(pools.map((pool) => [title(pool), pool] as const))('%s', async (_, { filter, strides, pad, rounding }) => {
    const x = apart([2, 5, 7, 2]);
    const pool = (t: tf.Tensor): tf.Tensor =>
      tf.maxPool(t as tf.Tensor4D, filter as [number, number], strides as [number, number], pad as 'same', rounding);
    await checkGradients((t) => tf.square(pool(t)), [x], { order: 2, tolerance: 2e-3 });
    x.dispose();
  });

  // The kernel of wasm is wrong with padding.
  it.each(backendName === 'wasm' ? ['valid'] : ['valid', 'same'])('in three dimensions, pad %s', async (pad) => {
    const x = apart([2, 3, 5, 4, 2]);
    const pool = (t: tf.Tensor): tf.Tensor => tf.maxPool3d(t as tf.Tensor5D, [2, 3, 2], [1, 2, 3], pad as 'same');
    await checkGradients((t) => tf.square(pool(t)), [x], { order: 2, tolerance: 2e-3 });
    x.dispose();
  });

  it('has third derivatives', async () => {
    const x = apart([1, 3, 3, 2]);
    const cube = (t: tf.Tensor): tf.Tensor => tf.pow(tf.add(tf.maxPool(t as tf.Tensor4D, 2, 1, 'same'), 3), 3);
    const slope = (t: tf.Tensor): tf.Tensor => tf.grad(cube)(t);
    await checkGradients((t) => tf.square(slope(t)), [x], { order: 2 });
    x.dispose();
  });

  it.each(['valid', 'same'] as const)(
    'picks the cells that the gradient went to where several are as large, pad %s',
    async (pad) => {
      const x = tf.tidy(() => tf.relu(tf.round(createRng(4).normal([2, 5, 6, 3])))) as tf.Tensor4D;
      const seen = createRng(5).normal([2, 5, 6, 3]);
      const pool = (t: tf.Tensor): tf.Tensor => tf.maxPool(t as tf.Tensor4D, 3, 2, pad);
      // The gradient is linear in dy: its own gradient, with respect to dy, must be its adjoint.
      const [there, back] = tf.tidy(() => {
        const dy = createRng(6).normal(pool(x).shape);
        const toInput = (g: tf.Tensor): tf.Tensor => tf.grad(pool)(x, g);
        const adjoint = tf.grad(toInput)(dy, seen);
        return [tf.sum(tf.mul(toInput(dy), seen)), tf.sum(tf.mul(dy, adjoint))];
      });
      await expectClose(there, await back.data());
      tf.dispose([x, seen, there, back]);
    },
  );

  it('lets NaN through without an error', async () => {
    const x = tf.tensor4d([1, Number.NaN, 3, 4], [1, 2, 2, 1]);
    const pool = (t: tf.Tensor): tf.Tensor => tf.square(tf.maxPool(t as tf.Tensor4D, 2, 1, 'same'));
    const second = tf.tidy(() => tf.grad((t: tf.Tensor) => tf.square(tf.grad(pool)(t)))(x));
    expect((await second.data()).length).toBe(4);
    tf.dispose([x, second]);
  });
});
