import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { own } from './own';

it('lets a tensor outlive its tidy, until it is released', () => {
  const t = tf.tidy(() => own(tf.ones([2])));
  expect(t.isDisposed).toBe(false);
  t[Symbol.dispose]();
  expect(t.isDisposed).toBe(true);
});

it('releases any object by its own dispose, and returns the same object', () => {
  let disposed = 0;
  const thing = {
    get live() {
      return disposed === 0;
    },
    dispose: () => disposed++,
  };
  const owned = own(thing);
  expect(owned).toBe(thing);
  expect(owned.live).toBe(true);
  owned[Symbol.dispose]();
  expect([disposed, owned.live]).toEqual([1, false]);
});

it('works with using', () => {
  let t: tf.Tensor | undefined;
  {
    using kept = tf.tidy(() => own(tf.ones([2])));
    t = kept;
  }
  expect(t.isDisposed).toBe(true);
});
