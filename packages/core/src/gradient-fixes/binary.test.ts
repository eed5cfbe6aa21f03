import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { createRng } from '../random/rng';
import { checkCase } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

/** No element of one input is nearer than 0.15 to one of the other. */
function values(shape: readonly number[], seed: number): tf.Tensor {
  const order = createRng(seed).permutation(tf.util.sizeFromShape([...shape]));
  return tf.tensor(Float32Array.from(order, (i) => 0.3 * i - 0.9 + (seed === 2 ? 0.15 : 0)), [...shape], 'float32'); // biome-ignore format: one
}

describe.each([tf.maximum, tf.minimum, tf.squaredDifference])('$name', (op) => {
  it.each([
    [[3, 4], [4]],
    [[4], [3, 4]],
    [
      [3, 1],
      [1, 4],
    ],
    [[], [2, 3]],
    [
      [2, 3],
      [2, 3],
    ],
  ])('of shapes [%s] and [%s] passes the check of second order', (a, b) =>
    checkCase({ shapes: [a, b], values, fn: (s, t) => tf.square(op(s, t)) }),
  );
});

describe('maximum and minimum of equal elements', () => {
  it.each([tf.maximum, tf.minimum])('$name: the first has the gradient', async (op) => {
    const [da, db] = tf.tidy(() => tf.grads((a, b) => op(a, b))([tf.tensor1d([1, 2]), tf.tensor1d([1, 2])]));
    await expectClose(da, [1, 1]);
    await expectClose(db, [0, 0]);
    tf.dispose([da, db]);
  });
});

describe('floorDiv', () => {
  it('of floats is constant between jumps', async () => {
    const [da, db] = tf.tidy(() =>
      tf.grads((a, b) => tf.cast(tf.floorDiv(a, b), 'float32'))([tf.tensor1d([7.5, -2]), tf.tensor1d([2, 0.3])]),
    );
    await expectClose(da, [0, 0]);
    await expectClose(db, [0, 0]);
    tf.dispose([da, db]);
  });

  it('of integers has the gradient of the quotient, as in tfjs', async () => {
    const [da, db] = tf.tidy(() => {
      const [a, b] = [tf.tensor1d([7, 8], 'int32'), tf.tensor1d([2], 'int32')];
      return tf.grads((s, t) => tf.div(s, t))([a, b], tf.tensor1d([1, 2]));
    });
    await expectClose(da, [0.5, 1]);
    await expectClose(db, [-7 / 4 - 4]);
    tf.dispose([da, db]);
  });
});
