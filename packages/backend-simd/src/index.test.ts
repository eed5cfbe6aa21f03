import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as simd from './index';

it('exports what its page lists, and registers the backend', async () => {
  expect(Object.keys(simd).sort()).toEqual(['engineFeatures', 'setThreads']);
  expect(tf.findBackendFactory('simd')).toBeTypeOf('function');
  const before = tf.getBackend();
  expect(await tf.setBackend('simd')).toBe(true);
  const product = tf.tidy(() => tf.matMul(tf.ones([3, 5]), tf.ones([5, 2])));
  expect(Array.from(await product.data())).toEqual(new Array(6).fill(5));
  product.dispose();
  await tf.setBackend(before);
});
