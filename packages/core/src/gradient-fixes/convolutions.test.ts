import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { type Case, checkCase, normal } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;
type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

const second = (shapes: number[][], fn: Case['fn']): Promise<void> =>
  checkCase({ shapes, values: normal, fn: (...inputs) => tf.square(fn(...inputs)) });

const explicit = (top: number, bottom: number, left: number, right: number): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

describe('conv2d', () => {
  it.each<[Pad, number | [number, number], 'floor' | 'ceil' | undefined]>([
    ['same', 1, undefined],
    ['valid', [2, 1], undefined],
    // Native TensorFlow has no gradient of explicit padding.
    ...(backendName === 'node' ? [] : ([[explicit(1, 0, 0, 2), 2, 'floor']] as [Pad, number, 'floor'][])),
  ])('pad %s, strides %s', (pad, strides, rounding) =>
    second(
      [
        [2, 5, 4, 2],
        [3, 2, 2, 2],
      ],
      (x, w) => tf.conv2d(x as T4, w as T4, strides, pad, 'NHWC', 1, rounding),
    ),
  );

  it('of one image without a batch', () =>
    second(
      [
        [4, 4, 2],
        [2, 2, 2, 1],
      ],
      (x, w) => tf.conv2d(x as tf.Tensor3D, w as T4, 1, 'valid'),
    ));

  it.each<[Pad, [number, number]]>([
    ['same', [2, 1]],
    ['valid', [1, 2]],
    [explicit(1, 2, 0, 1), [2, 2]],
    [explicit(4, 0, 3, 5), [2, 2]],
  ])('dilated, pad %s, dilations %s', (pad, dilations) =>
    second(
      [
        [2, 5, 6, 2],
        [2, 3, 2, 2],
      ],
      (x, w) => tf.conv2d(x as T4, w as T4, 1, pad, 'NHWC', dilations),
    ),
  );

  // No other backend convolves with channels first.
  it.runIf(backendName === 'cpu' || backendName === 'webgpu')('dilated, with channels first', () =>
    second(
      [
        [2, 2, 4, 4],
        [2, 2, 2, 3],
      ],
      (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same', 'NCHW', 2),
    ),
  );
});

describe('conv1d', () => {
  it('dilated', () =>
    second(
      [
        [2, 6, 2],
        [3, 2, 2],
      ],
      (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same', 'NWC', 2),
    ));
});

describe('conv2dTranspose', () => {
  it('with strides', () =>
    second(
      [
        [2, 2, 3, 2],
        [3, 3, 2, 2],
      ],
      (x, w) => tf.conv2dTranspose(x as T4, w as T4, [2, 4, 6, 2], 2, 'same'),
    ));
});

describe('depthwiseConv2d', () => {
  it.each<[Pad, number, number]>([
    ['same', 1, 2],
    ['valid', 2, 1],
    ['same', 2, 2],
  ])('pad %s, strides %d, multiplier %d', (pad, strides, multiplier) =>
    second(
      [
        [2, 5, 4, 2],
        [3, 2, 2, multiplier],
      ],
      (x, w) => tf.depthwiseConv2d(x as T4, w as T4, strides, pad),
    ),
  );

  it.each<[Pad, [number, number], number]>([
    ['same', [2, 2], 1],
    ['valid', [1, 2], 2],
    ['same', [3, 1], 2],
  ])('dilated, pad %s, dilations %s, multiplier %d', (pad, dilations, multiplier) =>
    second(
      [
        [2, 5, 6, 2],
        [2, 3, 2, multiplier],
      ],
      (x, w) => tf.depthwiseConv2d(x as T4, w as T4, 1, pad, 'NHWC', dilations),
    ),
  );

  it('separable and dilated', () =>
    second(
      [
        [1, 5, 5, 2],
        [2, 2, 2, 1],
        [1, 1, 2, 3],
      ],
      (x, w, p) => tf.separableConv2d(x as T4, w as T4, p as T4, 1, 'same', 2),
    ));
});

describe('fused convolutions', () => {
  // Far from the kinks of the activations, on both sides.
  const safe = (x: tf.Tensor, bias: tf.Tensor) => ({
    x: tf.mul(x, 0.2) as T4,
    bias: tf.add(tf.mul(bias, 0.2), tf.tensor1d([4, -4])),
    strides: 1,
    pad: 'same' as const,
    leakyreluAlpha: 0.2,
  });
  const activations = ['linear', 'relu', 'elu', 'sigmoid', 'leakyrelu'] as const;

  it.each(activations)('dense, with bias and %s', (activation) =>
    second([[2, 4, 3, 2], [2, 2, 2, 2], [2]], (x, filter, bias) =>
      tf.fused.conv2d({ ...safe(x, bias), filter: filter as T4, activation }),
    ),
  );

  it.each(activations)('depthwise and dilated, with bias and %s', (activation) =>
    second([[2, 4, 3, 2], [2, 2, 2, 1], [2]], (x, filter, bias) =>
      tf.fused.depthwiseConv2d({ ...safe(x, bias), filter: filter as T4, dilations: [2, 1], activation }),
    ),
  );

  it('dilated, without bias, of one image without a batch', () =>
    second(
      [
        [4, 4, 2],
        [2, 2, 2, 1],
      ],
      (x, filter) => tf.fused.conv2d({ x: x as tf.Tensor3D, filter: filter as T4, strides: 1, pad: 'valid', dilations: 2 }),
    ));
});

describe('conv3d', () => {
  it.each<['same' | 'valid', number | [number, number, number]]>([
    ['same', 1],
    ['valid', 1],
    ['same', 2],
    ['valid', [1, 2, 1]],
  ])('pad %s, strides %s', (pad, strides) =>
    second(
      [
        [1, 3, 4, 3, 2],
        [2, 2, 2, 2, 2],
      ],
      (x, w) => tf.conv3d(x as T5, w as T5, strides, pad),
    ),
  );

  // Native TensorFlow has no dilated convolution in three dimensions.
  it.skipIf(backendName === 'node')('dilated', () =>
    second(
      [
        [2, 4, 3, 5, 1],
        [2, 2, 2, 1, 2],
      ],
      (x, w) => tf.conv3d(x as T5, w as T5, 1, 'same', 'NDHWC', [2, 1, 2]),
    ),
  );

  it('transposed', () =>
    second(
      [
        [1, 2, 2, 2, 2],
        [2, 2, 2, 1, 2],
      ],
      (x, w) => tf.conv3dTranspose(x as T5, w as T5, [1, 4, 4, 4, 1], 2, 'same'),
    ));
});
