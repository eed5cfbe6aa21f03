import { network } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { extractFeatures } from './extract-features';

async function* batches() {
  for (const rows of [2, 1]) {
    const images = tf.fill([rows, 2, 3, 1], rows);
    yield { images };
    images.dispose();
  }
}

it('puts the rows of all batches together, flattened', async () => {
  const seen: (boolean | undefined)[] = [];
  const features = network((x: tf.Tensor, mode) => {
    seen.push(mode?.training);
    return tf.mul(x, 10);
  }, []);
  const { data, shape } = await extractFeatures(features, batches());
  expect(shape).toEqual([3, 6]);
  expect(Array.from(data)).toEqual([...Array(12).fill(20), ...Array(6).fill(10)]);
  expect(seen).toEqual([false, false]);
});

it('refuses data without a batch', async () => {
  const features = network((x: tf.Tensor) => x, []);
  await expect(extractFeatures(features, { async *[Symbol.asyncIterator]() {} })).rejects.toThrow(
    'extractFeatures: expected at least one',
  );
});
