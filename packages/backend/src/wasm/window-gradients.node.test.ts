import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../choose/use-backend';
import { normal, same } from './against-cpu';

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, body), { numRuns: 100 });

/** A convolution that has an output. */
const convolution = fc
  .record({
    seed,
    batch: upTo(3),
    height: upTo(9),
    width: upTo(9),
    filterHeight: upTo(5),
    filterWidth: upTo(5),
    ci: upTo(9),
    co: upTo(5),
    strideHeight: upTo(4),
    strideWidth: upTo(4),
    pad: fc.oneof(
      fc.constant('same' as const),
      fc.constant('valid' as const),
      upTo(3, 0),
      fc.tuple(upTo(3, 0), upTo(3, 0), upTo(3, 0), upTo(3, 0)).map(([top, bottom, left, right]) => [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]),
    ),
  })
  .map((c) => {
    const shape = { x: [c.batch, c.height, c.width, c.ci], filter: [c.filterHeight, c.filterWidth, c.ci, c.co] };
    const strides = [c.strideHeight, c.strideWidth] as [number, number];
    // A pad that is a number has to fit the stride exactly, or say how to round.
    const dimRoundingMode = typeof c.pad === 'number' || Array.isArray(c.pad) ? 'floor' : undefined;
    const attrs = { strides, pad: c.pad, dataFormat: 'NHWC', dimRoundingMode };
    const info = tf.backend_util.computeConv2DInfo(
      shape.x as never,
      shape.filter as never,
      strides,
      1,
      c.pad as never,
      dimRoundingMode as never,
    );
    return { seed: c.seed, ...shape, dy: info.outShape as number[], attrs };
  })
  .filter(({ dy }) => dy.every((size) => size > 0));

describe.runIf(when(backendName === 'wasm', 'compares the kernels of wasm with those of cpu'))(
  'gradients of convolution and pooling on wasm, against cpu',
  () => {
    beforeAll(async () => {
      await useBackend('cpu');
      await useBackend('wasm');
    });

    it('Conv2DBackpropInput, for any size, stride and pad', () =>
      check(convolution, ({ seed, x, filter, dy, attrs }) =>
        same(
          'Conv2DBackpropInput',
          { dy: normal(seed, 'dy', dy), filter: normal(seed, 'filter', filter) },
          { ...attrs, inputShape: x },
        ),
      ));

    it('Conv2DBackpropFilter, for any size, stride and pad', () =>
      check(convolution, ({ seed, x, filter, dy, attrs }) =>
        same('Conv2DBackpropFilter', { x: normal(seed, 'x', x), dy: normal(seed, 'dy', dy) }, { ...attrs, filterShape: filter }),
      ));

    it('both convolution gradients at the sizes of a VAE on images of 28 x 28', async () => {
      for (const [x, filter] of [
        [
          [2, 28, 28, 1],
          [3, 3, 1, 32],
        ],
        [
          [2, 14, 14, 16],
          [4, 4, 16, 32],
        ],
      ]) {
        const attrs = { strides: [2, 2], pad: 'same', dataFormat: 'NHWC' };
        const dy = normal(1, 'dy', [2, x[1] / 2, x[2] / 2, filter[3]]);
        await same('Conv2DBackpropFilter', { x: normal(1, 'x', x), dy }, { ...attrs, filterShape: filter });
        await same('Conv2DBackpropInput', { dy, filter: normal(1, 'filter', filter) }, { ...attrs, inputShape: x });
      }
    });

    it('Conv2DBackpropInput of a dy with more pixels than the convolution has', async () => {
      const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', inputShape: [2, 4, 4, 3] };
      const filter = normal(1, 'filter', [8, 8, 3, 2]);
      for (const dy of [
        [2, 8, 8, 2],
        [2, 4, 6, 2],
      ]) {
        await same('Conv2DBackpropInput', { dy: normal(1, 'dy', dy), filter }, attrs);
      }
    });

    it('both gradients of a convolution in three dimensions, for any size, stride and pad', () =>
      check(
        fc
          .record({
            seed,
            x: fc.tuple(upTo(2), upTo(5), upTo(5), upTo(5), upTo(3)),
            filter: fc.tuple(upTo(3), upTo(3), upTo(3)),
            outChannels: upTo(3),
            strides: fc.tuple(upTo(3), upTo(3), upTo(3)),
            pad: fc.constantFrom('same' as const, 'valid' as const, 1),
          })
          .filter(({ x, filter, pad }) => pad === 'same' || filter.every((size, i) => size <= x[i + 1])),
        async ({ seed, x, filter, outChannels, strides, pad }) => {
          const filterShape = [...filter, x[4], outChannels];
          const info = tf.backend_util.computeConv3DInfo(x, filterShape as never, strides, 1, pad);
          const dy = normal(seed, 'dy', info.outShape);
          const weights = normal(seed, 'filter', filterShape);
          await same('Conv3DBackpropInputV2', { dy, filter: weights }, { strides, pad, inputShape: x });
          await same('Conv3DBackpropFilterV2', { x: normal(seed, 'x', x), dy }, { strides, pad, filterShape });
        },
      ));

    it('refuses convolution gradients of another data format than NHWC', () => {
      const x = tf.zeros([1, 1, 4, 4]) as tf.Tensor4D;
      const dy = tf.zeros([1, 1, 4, 4]) as tf.Tensor4D;
      const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW', filterShape: [1, 1, 1, 1] };
      expect(() => tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attrs)).toThrow(
        "Conv2DBackpropFilter: expected dataFormat to be 'NHWC', got 'NCHW'",
      );
      tf.dispose([x, dy]);
    });

    const pool = fc
      .record({
        seed,
        batch: upTo(2),
        height: upTo(8),
        width: upTo(8),
        channels: upTo(3),
        filter: fc.tuple(upTo(4), upTo(4)),
        strides: fc.tuple(upTo(3), upTo(3)),
        pad: fc.constantFrom('same' as const, 'valid' as const),
      })
      .filter(({ height, width, filter, pad }) => pad === 'same' || (filter[0] <= height && filter[1] <= width));

    it('MaxPoolGrad, of inputs of both signs and all negative', () =>
      check(fc.tuple(pool, fc.constantFrom(0, -5)), ([{ seed, batch, height, width, channels, filter, strides, pad }, shift]) => {
        const input = normal(seed, 'x', [batch, height, width, channels]);
        input.values = input.values.map((value) => value + shift);
        const info = tf.backend_util.computePool2DInfo(input.shape as never, filter, strides, 1, pad);
        const dy = normal(seed, 'dy', info.outShape);
        return same('MaxPoolGrad', { dy, input, output: dy }, { filterSize: filter, strides, pad });
      }));

    it('both gradients of a depthwise convolution', () =>
      check(fc.tuple(pool, upTo(3)), async ([{ seed, batch, height, width, channels, filter, strides, pad }, multiplier]) => {
        const x = normal(seed, 'x', [batch, height, width, channels]);
        const weights = normal(seed, 'filter', [...filter, channels, multiplier]);
        const info = tf.backend_util.computeConv2DInfo(
          x.shape as never,
          weights.shape as never,
          strides,
          [1, 1],
          pad,
          undefined,
          true,
        );
        const dy = normal(seed, 'dy', info.outShape);
        const attrs = { strides, pad, dilations: [1, 1] };
        await same('DepthwiseConv2dNativeBackpropInput', { dy, filter: weights }, { ...attrs, inputShape: x.shape });
        await same('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape: weights.shape });
      }));
  },
);
