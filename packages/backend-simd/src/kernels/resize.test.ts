import type { PlainTensor } from '@gen/testing';
import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';

const flags = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
];
const flag = fc.constantFrom(...flags);
const length = fc.integer({ min: 1, max: 7 });
const depth = fc.constantFrom(1, 2, 3, 4, 5, 8, 11);
const batch = fc.integer({ min: 1, max: 3 });
const values = (shape: readonly number[]): number[] =>
  Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => Math.sin(i + 1) * 4);
const plain = (shape: readonly number[], dtype: PlainTensor['dtype'] = 'float32'): PlainTensor => {
  const numbers = values(shape);
  return { shape, dtype, values: dtype === 'float32' ? numbers : numbers.map((value) => Math.round(value)) };
};

function fuzz<T>(name: string, runs: number, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): void {
  it(name, () => fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: fuzzRuns(runs), seed: 4 }));
}

const image = fc.tuple(batch, length, length, depth);
const to = fc.tuple(length, length);
const close = { relative: 1e-5, absolute: 1e-5 };
const grad = (name: string, images: tf.Tensor, dy: tf.Tensor, attrs: object): tf.Tensor =>
  tf.engine().runKernel(name, { images, dy }, attrs as tf.NamedAttrMap);

describe('as tfjs resizes', () => {
  const dtype = fc.constantFrom<PlainTensor['dtype'][]>('float32', 'int32');
  fuzz('resizeBilinear', 200, fc.tuple(image, to, flag, dtype), ([shape, size, { alignCorners, halfPixelCenters }, type]) =>
    expectSameAsCpu(
      'simd',
      (x) => tf.image.resizeBilinear(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
      [plain(shape, type)],
      close,
    ),
  );
  fuzz(
    'resizeNearestNeighbor',
    200,
    fc.tuple(image, to, flag, dtype),
    ([shape, size, { alignCorners, halfPixelCenters }, type]) =>
      expectSameAsCpu(
        'simd',
        (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
        [plain(shape, type)],
        { relative: 0 },
      ),
  );
  fuzz('their NaN and infinities', 50, fc.tuple(image, to, flag), ([shape, size, { alignCorners, halfPixelCenters }]) => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const numbers = values(shape).map((value, i) => (i % 5 === 2 ? special[i % 3] : value));
    return expectSameAsCpu(
      'simd',
      (x) => [
        tf.image.resizeBilinear(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
        tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
      ],
      [{ shape, dtype: 'float32', values: numbers }],
      close,
    );
  });
  // What the gradient kernels of tfjs cpu get right: square images; for the nearest neighbor one at a time, and with corners aligned no
  // single row or column, on which it never ends; no half pixels.
  const square = fc.tuple(batch, length, depth, to, fc.boolean());
  fuzz('the gradient of resizeBilinear', 100, square, ([count, side, channels, [height, width], alignCorners]) =>
    expectSameAsCpu(
      'simd',
      (x, dy) => grad('ResizeBilinearGrad', x, dy, { alignCorners }),
      [plain([count, side, side, channels]), plain([count, height, width, channels])],
      close,
    ),
  );
  fuzz(
    'the gradient of resizeNearestNeighbor',
    100,
    fc.tuple(image, to, fc.boolean()),
    ([[, ...shape], [height, width], corners]) => {
      const alignCorners = corners && shape[0] > 1 && shape[1] > 1;
      return expectSameAsCpu(
        'simd',
        (x, dy) => grad('ResizeNearestNeighborGrad', x, dy, { alignCorners }),
        [plain([1, ...shape]), plain([1, height, width, shape[2]])],
        close,
      );
    },
  );
  it('nothing', async () => {
    for (const [name, shape] of Object.entries({ images: [0, 3, 2, 1], channels: [2, 3, 2, 0] })) {
      const fn = (x: tf.Tensor): tf.Tensor[] => [
        tf.image.resizeBilinear(x as tf.Tensor4D, [4, 5]),
        tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 5]),
      ];
      await expect(expectSameAsCpu('simd', fn, [plain(shape)]), name).resolves.toBeUndefined();
    }
  });
});

describe('the gradients, by definition', () => {
  let before: string;
  beforeEach(async () => {
    before = tf.getBackend();
    await tf.setBackend('simd');
  });
  afterEach(() => tf.setBackend(before));

  /** What each output of resizing takes of each pixel: resizing is linear, so images with a single 1 tell. */
  async function check(
    kernel: 'ResizeBilinear' | 'ResizeNearestNeighbor',
    [count, height, width, channels]: number[],
    size: [number, number],
    attrs: (typeof flags)[number],
  ): Promise<void> {
    const [pixels, outputs] = [height * width, size[0] * size[1]];
    const [shares, dx, dy] = tf.tidy(() => {
      const units = tf.reshape(tf.eye(pixels), [pixels, height, width, 1]);
      const gradient = tf.tensor4d(values([count, ...size, channels]), [count, ...size, channels]);
      const images = tf.zeros([count, height, width, channels]);
      return [
        tf.engine().runKernel(kernel, { images: units }, { ...attrs, size }) as tf.Tensor,
        grad(`${kernel}Grad`, images, gradient, attrs),
        gradient,
      ];
    });
    expect(dx.shape).toEqual([count, height, width, channels]);
    const [share, got, given] = [await shares.data(), await dx.data(), await dy.data()];
    tf.dispose([shares, dx, dy]);
    for (let i = 0; i < got.length; i++) {
      const image = Math.floor(i / (pixels * channels));
      const pixel = Math.floor(i / channels) % pixels;
      let want = 0;
      for (let j = 0; j < outputs; j++)
        want += share[pixel * outputs + j] * given[(image * outputs + j) * channels + (i % channels)];
      if (Math.abs(want - got[i]) > 1e-5 * (1 + Math.abs(want))) expect(got[i], `number ${i}`).toBe(want);
    }
  }
  fuzz('of resizeBilinear', 100, fc.tuple(image, to, flag), ([shape, size, attrs]) =>
    check('ResizeBilinear', shape, size, attrs),
  );
  fuzz('of resizeNearestNeighbor', 100, fc.tuple(image, to, flag), ([shape, size, attrs]) =>
    check('ResizeNearestNeighbor', shape, size, attrs),
  );
  it.each(flags)('of many rows, on all threads: %j', async (attrs) => {
    await check('ResizeBilinear', [5, 9, 12, 64], [40, 31], attrs);
    await check('ResizeNearestNeighbor', [5, 9, 12, 64], [40, 31], attrs);
  });
});
