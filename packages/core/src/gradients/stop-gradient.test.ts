import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { stopGradient } from './stop-gradient';

describe('stopGradient', () => {
  it('keeps value, shape and dtype', async () => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const x = tf.tensor([[1, 0, 1]], [1, 3], dtype);
      const held = stopGradient(x);
      expect(held.shape).toEqual([1, 3]);
      expect(held.dtype).toBe(dtype);
      await expectClose(held, [1, 0, 1]);
      tf.dispose([x, held]);
    }
  });

  it('ends the gradient of what lies before it, and of nothing else', async () => {
    const x = tf.tensor1d([2, -3]);
    const product = tf.tidy(() => tf.grad((t: tf.Tensor) => tf.mul(t, stopGradient(tf.square(t))))(x));
    const alone = tf.tidy(() => tf.grad((t: tf.Tensor) => stopGradient(tf.square(t)))(x));
    await expectClose(product, [4, 9]);
    await expectClose(alone, [0, 0]);
    tf.dispose([x, product, alone]);
  });

  it('is constant at second order too', async () => {
    const x = tf.tensor1d([2, -3]);
    const slope = (t: tf.Tensor): tf.Tensor => tf.grad((u: tf.Tensor) => tf.mul(tf.square(u), stopGradient(u)))(t);
    // The slope is 2 u c with c = u held, so its own slope is 2 c.
    const second = tf.tidy(() => tf.grad(slope)(x));
    await expectClose(second, [4, -6]);
    tf.dispose([x, second]);
  });
});
