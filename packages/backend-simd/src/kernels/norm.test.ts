import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { madeTensor, shapes } from './reduce-cases';

const positive = (x: PlainTensor): PlainTensor => ({ ...x, values: Array.from(x.values, (v) => Math.abs(v)) });

const norm =
  (epsilon: number | undefined) =>
  (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset?: tf.Tensor, scale?: tf.Tensor): tf.Tensor =>
    tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      epsilon,
    );

// The factor is rounded once, and the difference that it multiplies.
const tolerance = { relative: 1e-6, absolute: 3e-6 };

test('batchNorm by channel is that of cpu, with scale and offset or without, with NaN and infinities', async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes.filter(({ length }) => length > 0 && length <= 4),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.constantFrom(0, 0, 3, 50),
      fc.constantFrom(undefined, 0, 1e-3, 1e-5),
      fc.integer({ min: 0, max: 2 }),
      async (shape, seed, oddities, epsilon, more) => {
        const channels = shape[shape.length - 1];
        const vector = (k: number): PlainTensor => {
          const made = madeTensor([channels], 'float32', seed + k, 0);
          return { ...made, values: Array.from(made.values, (v) => v + Math.sign(v) * 0.1) };
        };
        const inputs = [madeTensor(shape, 'float32', seed, oddities), vector(1), positive(vector(2)), vector(3), vector(4)];
        // The greatest floats overflow sooner in one order than in another.
        const x = {
          ...inputs[0],
          values: Array.from(inputs[0].values, (v) => (Math.abs(v) > 1e38 && Number.isFinite(v) ? 1e30 : v)),
        };
        await expectSameAsCpu('simd', norm(epsilon), [x, ...inputs.slice(1, 3 + more)], tolerance);
      },
    ),
    { numRuns: fuzzRuns(80), seed: 4004 },
  );
});

test.each([[[100, 14, 14, 3]], [[32, 20, 20, 16]], [[700, 130]]])('batchNorm of %j is that of cpu', async (shape) => {
  const channels = shape[shape.length - 1];
  const vector = (k: number): PlainTensor => madeTensor([channels], 'float32', k);
  const inputs = [madeTensor(shape, 'float32', 1), vector(2), positive(vector(3)), vector(4), vector(5)];
  await expectSameAsCpu('simd', norm(undefined), inputs, { relative: 1e-6, absolute: 2e-5 });
});

test('parameters of the shape of the input, and integers, are left to tfjs', async () => {
  const whole = (k: number): PlainTensor => madeTensor([2, 3, 4, 5], 'float32', k);
  await expectSameAsCpu('simd', norm(undefined), [whole(1), whole(2), positive(whole(3)), whole(4), whole(5)], tolerance);
});

test('a variance of 0 without epsilon divides by 0 as on cpu', async () => {
  const x: PlainTensor = { values: [1, 2, 3, 4], shape: [2, 2], dtype: 'float32' };
  const mean: PlainTensor = { values: [1, 2], shape: [2], dtype: 'float32' };
  await expectSameAsCpu('simd', norm(0), [x, mean, { ...mean, values: [0, -1] }]);
});
