import { expectRefusal } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGaussian } from './gaussian';

describe('checkGaussian', () => {
  const check = (mean: tf.Tensor, logVar: tf.Tensor | number, event: tf.Tensor): void =>
    checkGaussian('here', 'p', { mean, logVar }, 'events', event);

  it('takes what broadcasts to the events', () => {
    const event = tf.zeros([4, 2, 3]);
    for (const shape of [[], [1], [3], [2, 3], [2, 1], [4, 1, 1], [4, 2, 3]]) {
      const part = tf.zeros(shape);
      check(event, part, event);
      check(part, -2, event);
      part.dispose();
    }
    event.dispose();
  });

  it('refuses what does not, and names it', () => {
    const event = tf.zeros([4, 2, 3]);
    for (const shape of [[2], [4, 3], [1, 4, 2, 3], [5, 2, 3]]) {
      const part = tf.zeros(shape);
      expect(expectRefusal(() => check(event, part, event), 'shape')).toBe(
        `here: expected p.logVar to broadcast to the shape of events, [4,2,3], got [${shape}]`,
      );
      expect(expectRefusal(() => check(part, 0, event), 'shape')).toMatch(/expected p\.mean to broadcast/);
      part.dispose();
    }
    event.dispose();
  });

  it('refuses other dtypes, and a fixed log-variance that is not finite', () => {
    const event = tf.zeros([2]);
    const whole = tf.zeros([2], 'int32');
    expect(expectRefusal(() => check(whole, 0, event), 'dtype')).toMatch(/p\.mean of dtype float32, got int32/);
    expect(expectRefusal(() => check(event, whole, event), 'dtype')).toMatch(/p\.logVar of dtype float32, got int32/);
    expect(expectRefusal(() => check(event, Number.NaN, event), 'value')).toBe(
      'here: expected p.logVar to be a tensor or a finite number, got NaN',
    );
    tf.dispose([event, whole]);
  });
});
