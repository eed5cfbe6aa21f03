import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { madeTensor, shapes } from './reduce-cases';

// An exponential of 2 ulp, whose argument was rounded, and two roundings.
const tolerance = { relative: 1e-6, absolute: 1e-37 };

test('softmax is that of cpu, with NaN and infinities', async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes.filter(({ length }) => length > 0),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.constantFrom(0, 0, 3, 100),
      fc.constantFrom(1, 20, 200),
      async (shape, seed, oddities, scale) =>
        expectSameAsCpu('simd', (x) => tf.softmax(x), [madeTensor(shape, 'float32', seed, oddities, scale)], tolerance),
    ),
    { numRuns: fuzzRuns(80), seed: 4003 },
  );
});

test.each([[[50_000]], [[700, 3]], [[3000, 10]], [[64, 1001]]])(
  'softmax, logSoftmax and logSumExp of %j are those of cpu',
  async (shape) => {
    const x = madeTensor(shape, 'float32', 9, 0, 8);
    await expectSameAsCpu('simd', (x) => tf.softmax(x), [x], tolerance);
    await expectSameAsCpu('simd', (x) => [tf.logSoftmax(x), tf.logSumExp(x, -1)], [x], { relative: 2e-6, absolute: 2e-6 });
    await expectSameAsCpu('simd', (x) => tf.grad((x: tf.Tensor) => tf.square(tf.softmax(x)))(x), [x], {
      relative: 1e-5,
      absolute: 5e-7,
    });
  },
);
