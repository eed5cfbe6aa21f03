import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../index';
import { type ConvCase, convCases } from './conv-cases';
import { fuzzRuns } from './fuzz-runs';
import { factor } from './product-cases';

const tolerance = { relative: 2e-6, absolute: 2e-6 };

/** Images with many equal numbers now and then, and those that are none. */
const imagesOf = ({ batch, height, width, channels, seed, oddities }: ConvCase) => {
  const x = factor([batch, height, width, channels], seed, oddities * 20);
  return seed % 3 ? x : { ...x, values: Array.from(x.values, (value) => Math.round(value * 2)) };
};

test.each(['MaxPool', 'AvgPool'])(
  '%s and its gradient are those of cpu',
  async (name) => {
    await fc.assert(
      fc.asyncProperty(convCases, async (one) => {
        const attrs = { filterSize: [one.filterHeight, one.filterWidth], strides: one.strides, pad: one.pad };
        const run = (kernel: string, inputs: object): tf.Tensor =>
          tf.engine().runKernel(kernel, inputs as never, attrs as never) as tf.Tensor;
        const x = imagesOf(one);
        const shape = [...x.shape] as [number, number, number, number];
        const size = [one.filterHeight, one.filterWidth] as [number, number];
        const { outShape } = tf.backend_util.computePool2DInfo(shape, size, one.strides, 1, one.pad);
        if (outShape.some((n) => n <= 0)) return;
        await expectSameAsCpu('simd', (x) => run(name, { x }), [x], tolerance);
        await expectSameAsCpu(
          'simd',
          (x, dy) => {
            const output = run(name, { x });
            return run(`${name}Grad`, name === 'MaxPool' ? { dy, input: x, output } : { dy, input: x });
          },
          [x, factor(outShape, one.seed + 1, one.oddities)],
          tolerance,
        );
      }),
      { numRuns: fuzzRuns(120), seed: 4401 },
    );
  },
  60_000,
);

test('the first of equal numbers gets the gradient', async () => {
  const before = tf.getBackend();
  await tf.setBackend('simd');
  const dx = tf.tidy(() => tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(tf.ones([1, 2, 2, 1])));
  expect([...(await dx.data())]).toEqual([1, 0, 0, 0]);
  dx.dispose();
  await tf.setBackend(before);
});

test('pooling of integers is left to cpu', async () => {
  const x = { values: [3, 1, 4, 1, 5, 9, 2, 6, 5], shape: [1, 3, 3, 1], dtype: 'int32' as const };
  await expectSameAsCpu('simd', (x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'same'), [x]);
});
