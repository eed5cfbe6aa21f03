import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkCase, normal } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Fn = (x: tf.Tensor) => tf.Tensor;

/** The derivative of an order, element by element. */
const derivative = (fn: Fn, order: number): Fn => (order === 0 ? fn : derivative((x) => tf.grad(fn)(x), order - 1));

async function expectDerivatives(fn: Fn, at: number[], ...orders: number[][]): Promise<void> {
  const x = tf.tensor1d(at);
  for (const [i, expected] of orders.entries()) {
    const got = tf.tidy(() => derivative(fn, i + 1)(x));
    await expectClose(got, expected);
    got.dispose();
  }
  x.dispose();
}

describe('elu', () => {
  it('has the derivatives of exp below 0, up to the third', () =>
    expectDerivatives(tf.elu, [-1, 2], [Math.exp(-1), 1], [Math.exp(-1), 0], [Math.exp(-1), 0]));
});

describe('selu', () => {
  it('has finite derivatives where exp overflows, at every order', () =>
    expectDerivatives(tf.selu, [200, -200, -1], [1.0507, 0, 0.646767], [0, 0, 0.646767], [0, 0, 0.646767]));
});

describe('sqrt', () => {
  it('has the derivative 0 at 0, at every order, and is right elsewhere', () =>
    expectDerivatives(tf.sqrt, [0, 4], [0, 1 / 4], [0, -1 / 32], [0, 3 / 256]));

  it('leaves NaN below 0', async () => {
    const slope = tf.tidy(() => tf.grad(tf.sqrt)(tf.tensor1d([-1])));
    expect((await slope.data())[0]).toBeNaN();
    slope.dispose();
  });

  it('passes the check of second order away from 0', async () => {
    const values = (shape: readonly number[], seed: number): tf.Tensor => tf.tidy(() => tf.add(tf.abs(normal(shape, seed)), 0.5));
    await checkCase({ shapes: [[3, 4]], values, fn: (x) => tf.square(tf.sqrt(tf.add(x, tf.square(x)))) });
  });
});

describe('abs', () => {
  it('has the derivative 0 at 0', () => expectDerivatives(tf.abs, [-2, 0, 3], [-1, 0, 1], [0, 0, 0]));
});

describe('norms at zero', () => {
  const norms: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['euclidean', (x) => tf.norm(x)],
    ['2', (x) => tf.norm(x, 2, 1)],
    ['fro', (x) => tf.norm(x, 'fro', [0, 1])],
    ['1', (x) => tf.norm(x, 1)],
    ['1 of a matrix', (x) => tf.norm(x, 1, [0, 1])],
    ['Infinity', (x) => tf.norm(x, Number.POSITIVE_INFINITY)],
    ['-Infinity', (x) => tf.norm(x, Number.NEGATIVE_INFINITY, 1)],
    ['euclideanNorm', (x) => tf.euclideanNorm(x)],
  ];
  it.each(norms)('%s: the gradient is 0, and that of the gradient', async (_, norm) => {
    const x = tf.zeros([3, 2]);
    for (const order of [1, 2]) {
      const slope = tf.tidy(() => derivative((t) => tf.sum(norm(t)), order)(x));
      await expectClose(slope, tf.util.makeZerosTypedArray(6, 'float32'));
      slope.dispose();
    }
    x.dispose();
  });
});
