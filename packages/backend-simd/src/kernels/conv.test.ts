import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'vitest';
import '../index';
import { type ConvCase, convCases } from './conv-cases';
import { fuzzRuns } from './fuzz-runs';
import { factor } from './product-cases';

const tolerance = { relative: 2e-6, absolute: 3e-5 };
const tensorsOf = ({ batch, height, width, channels, filterHeight, filterWidth, outChannels, seed, oddities }: ConvCase) => [
  factor([batch, height, width, channels], seed, seed % 2 ? oddities : 0),
  factor([filterHeight, filterWidth, channels, outChannels], seed + 1, seed % 2 ? 0 : oddities),
];

test('conv2d is that of cpu', async () => {
  await fc.assert(
    fc.asyncProperty(convCases, async (one) =>
      expectSameAsCpu(
        'simd',
        (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, one.strides, one.pad, 'NHWC', one.dilations),
        tensorsOf(one),
        tolerance,
      ),
    ),
    { numRuns: fuzzRuns(120), seed: 4201 },
  );
}, 60_000);

test('fused conv2d is that of cpu', async () => {
  await fc.assert(
    fc.asyncProperty(
      convCases,
      fc.constantFrom('linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'prelu'),
      fc.boolean(),
      async (one, activation, withBias) => {
        const vector = [factor([one.outChannels], 3), factor([one.outChannels], 4)];
        await expectSameAsCpu(
          'simd',
          (x, filter, bias, slopes) =>
            tf.fused.conv2d({
              ...{ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: one.strides, dilations: one.dilations },
              ...{ pad: one.pad, activation: activation as 'relu', leakyreluAlpha: 0.3 },
              ...{ bias: withBias ? bias : undefined, preluActivationWeights: slopes },
            }),
          [...tensorsOf(one), ...vector],
          tolerance,
        );
      },
    ),
    { numRuns: fuzzRuns(60), seed: 4202 },
  );
}, 60_000);

/** The kernels themselves, with gradients that may hold NaN and infinities. */
const backprop = (which: 'Input' | 'Filter') => async (one: ConvCase) => {
  const [x, filter] = tensorsOf(one);
  const { strides, pad } = one;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    1,
    pad,
  );
  const dy = factor(info.outShape, one.seed + 7, one.seed % 3 ? 0 : one.oddities);
  const attrs = { strides, pad, dataFormat: 'NHWC', inputShape: x.shape, filterShape: filter.shape };
  await expectSameAsCpu(
    'simd',
    (x, filter, dy) =>
      tf
        .engine()
        .runKernel(`Conv2DBackprop${which}`, which === 'Input' ? { dy, filter } : { x, dy }, attrs as never) as tf.Tensor,
    [x, filter, dy],
    { relative: 2e-6, absolute: 1e-4 },
  );
};
const undilated = convCases.filter(({ dilations }) => dilations.every((d) => d === 1));

test('the gradient of conv2d for its input is that of cpu', async () => {
  await fc.assert(fc.asyncProperty(undilated, backprop('Input')), { numRuns: fuzzRuns(120), seed: 4203 });
}, 60_000);

test('the gradient of conv2d for its filter is that of cpu', async () => {
  await fc.assert(fc.asyncProperty(undilated, backprop('Filter')), { numRuns: fuzzRuns(120), seed: 4204 });
}, 60_000);

test('long sums over many positions and channels are those of cpu', async () => {
  const x = factor([2, 34, 33, 9], 1);
  const filter = factor([4, 4, 9, 12], 2);
  await expectSameAsCpu(
    'simd',
    (x, filter) => tf.grads((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 1], 'same'))([x, filter]),
    [x, filter],
    { relative: 1e-5, absolute: 2e-4 },
  );
  await expectSameAsCpu('simd', (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 1], 'same'), [x, filter], {
    relative: 1e-5,
    absolute: 5e-5,
  });
});

test('channels first are those of cpu', async () => {
  const x = factor([2, 3, 7, 7], 1);
  const filter = factor([3, 3, 3, 4], 2);
  await expectSameAsCpu(
    'simd',
    (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NCHW'),
    [x, filter],
    tolerance,
  );
});
