import { expectClose, expectRefusal } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulliNll } from '../reconstruction/bernoulli-nll';
import { mean } from './mean';

describe('mean', () => {
  it('averages over the batch, values and gradients', async () => {
    const [labels, logits] = [tf.ones([4, 3]), tf.zeros([4, 3])];
    const nats = mean(bernoulliNll)(labels, logits);
    expect(nats.shape).toEqual([]);
    await expectClose(nats, [3 * Math.log(2)]);
    const gradient = tf.grad((x: tf.Tensor) => mean(bernoulliNll)(labels, x))(logits);
    await expectClose(gradient, Array(12).fill(-0.5 / 4));
    tf.dispose([labels, logits, nats, gradient]);
  });

  it('leaves a scalar as it is', async () => {
    const one = tf.scalar(1);
    const whole = mean((a: tf.Tensor, b: tf.Tensor) => tf.add(a, b))(one, one);
    await expectClose(whole, [2]);
    tf.dispose([one, whole]);
  });

  it('refuses a loss that gives more than one value an example, or bad arguments', () => {
    const [a, b] = [tf.ones([2, 3]), tf.ones([2, 2])];
    expect(expectRefusal(() => mean((x: tf.Tensor) => tf.square(x))(a, a), 'shape')).toBe(
      'mean: expected loss to give [batch] or a scalar, got [2,3]',
    );
    expectRefusal(() => mean(bernoulliNll)(a, b), 'shape');
    tf.dispose([a, b]);
  });
});
