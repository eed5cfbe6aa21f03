import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createRng } from '../random/rng';
import { dropout } from './dropout';

it('keeps the expectation, drops the stated part, and repeats with the generator', async () => {
  const x = tf.fill([100, 100], 3);
  const y = dropout(x, { rate: 0.25, rng: createRng(1) });
  const values = await y.data();
  const zeros = values.filter((v) => v === 0).length / values.length;
  expect(zeros).toBeCloseTo(0.25, 1.7);
  for (const v of values.slice(0, 100)) expect(v === 0 || Math.abs(v - 4) < 1e-5).toBe(true);
  const again = dropout(x, { rate: 0.25, rng: createRng(1) });
  await expectClose(again, y, { relative: 0, absolute: 0 });
  tf.dispose([x, y, again]);
});

it('passes gradients through what it keeps', async () => {
  const g = tf.tidy(() => tf.grad((x) => tf.sum(dropout(x, { rate: 0.5, rng: createRng(2) })))(tf.ones([8])));
  const y = tf.tidy(() => dropout(tf.ones([8]), { rate: 0.5, rng: createRng(2) }));
  await expectClose(g, y);
  tf.dispose([g, y]);
});

it('is the identity at rate 0, and refuses a rate outside [0, 1)', async () => {
  const x = tf.ones([3]);
  const y = dropout(x, { rate: 0, rng: createRng(1) });
  await expectClose(y, [1, 1, 1]);
  for (const rate of [-0.1, 1, Number.NaN])
    expect(() => dropout(x, { rate, rng: createRng(1) })).toThrow('dropout: expected rate');
  tf.dispose([x, y]);
});
