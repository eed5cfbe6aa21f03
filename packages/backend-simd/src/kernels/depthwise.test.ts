import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'vitest';
import '../index';
import { type ConvCase, convCases } from './conv-cases';
import { fuzzRuns } from './fuzz-runs';
import { factor } from './product-cases';

const tolerance = { relative: 2e-6, absolute: 1e-5 };

/** The same cases with a multiplier of 1 to 4 instead of the output's channels. */
const multiplier = ({ outChannels, seed }: ConvCase): number => (seed % 2 ? 1 : (outChannels % 4) + 1);

const tensorsOf = (one: ConvCase): PlainTensor[] => [
  factor([one.batch, one.height, one.width, one.channels], one.seed, one.oddities),
  factor([one.filterHeight, one.filterWidth, one.channels, multiplier(one)], one.seed + 1, one.oddities),
];

test('depthwise conv2d is that of cpu', async () => {
  await fc.assert(
    fc.asyncProperty(convCases, async (one) =>
      expectSameAsCpu(
        'simd',
        (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, one.strides, one.pad, 'NHWC', one.dilations),
        tensorsOf(one),
        tolerance,
      ),
    ),
    { numRuns: fuzzRuns(120), seed: 4301 },
  );
}, 60_000);

test('fused depthwise conv2d is that of cpu', async () => {
  await fc.assert(
    fc.asyncProperty(
      convCases,
      fc.constantFrom<tf.fused.Activation>('linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'prelu'),
      fc.boolean(),
      async (one, activation, withBias) => {
        const n = one.channels * multiplier(one);
        await expectSameAsCpu(
          'simd',
          (x, w, bias, slopes) =>
            tf.fused.depthwiseConv2d({
              ...{
                x: x as tf.Tensor4D,
                filter: w as tf.Tensor4D,
                strides: one.strides,
                dilations: one.dilations,
                pad: one.pad as number,
              },
              ...{ activation, leakyreluAlpha: 0.3, bias: withBias ? bias : undefined, preluActivationWeights: slopes },
            }),
          [...tensorsOf(one), factor([n], 3), factor([n], 4)],
          tolerance,
        );
      },
    ),
    { numRuns: fuzzRuns(60), seed: 4302 },
  );
}, 60_000);

test.each(['Input', 'Filter'])(
  'the gradient of depthwise conv2d for its %s is that of cpu',
  async (which) => {
    await fc.assert(
      fc.asyncProperty(convCases, async (one) => {
        const [x, filter] = tensorsOf(one);
        const { strides, dilations, pad } = one;
        const shapes = [x.shape, filter.shape] as unknown as [[number, number, number, number], [number, number, number, number]];
        const { outShape } = tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, undefined, true);
        const attrs = { strides, dilations, pad, inputShape: x.shape, filterShape: filter.shape };
        await expectSameAsCpu(
          'simd',
          (x, filter, dy) =>
            tf
              .engine()
              .runKernel(
                `DepthwiseConv2dNativeBackprop${which}`,
                which === 'Input' ? { dy, filter } : { x, dy },
                attrs as never,
              ) as tf.Tensor,
          [x, filter, factor(outShape, one.seed + 7, one.oddities)],
          tolerance,
        );
      }),
      { numRuns: fuzzRuns(120), seed: 4303 },
    );
  },
  60_000,
);
