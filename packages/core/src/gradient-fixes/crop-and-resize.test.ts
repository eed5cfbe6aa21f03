import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Crops = [tf.Tensor4D, tf.Tensor2D];
// Inside, partly outside, turned over; no position within a step of a pixel or of the border.
const corners = [
  [0.15, 0.07, 0.97, 0.94],
  [0.53, -0.07, 1.2, 0.57],
  [0.9, 0.83, 0.18, 0.06],
];
const which = [1, 0, 1];

describe('cropAndResize', () => {
  it.each([
    ['bilinear', [3, 4]],
    ['bilinear', [1, 1]],
    ['bilinear', [1, 5]],
    ['nearest', [3, 4]],
    ['nearest', [2, 1]],
  ] as ['bilinear' | 'nearest', [number, number]][])('with respect to images, %s, to %j', async (method, size) => {
    const x = createRng(1).normal([2, 5, 6, 2]);
    const [boxes, at] = [tf.tensor2d(corners), tf.tensor1d(which, 'int32')];
    const crop = (t: tf.Tensor): tf.Tensor => tf.image.cropAndResize(t as tf.Tensor4D, boxes, at, size, method, 0.5);
    await checkGradients((t) => tf.square(crop(tf.square(t))), [x], { order: 2 });
    tf.dispose([x, boxes, at]);
  });

  it.each([[[3, 4]], [[1, 1]], [[2, 1]]] as [[number, number]][])('with respect to images and boxes, to %j', async (size) => {
    const x = createRng(2).normal([2, 5, 6, 2]);
    const [boxes, at] = [tf.tensor2d(corners), tf.tensor1d(which, 'int32')];
    const crop = (...[t, b]: tf.Tensor[]): tf.Tensor => tf.image.cropAndResize(...([t, b] as Crops), at, size);
    await checkGradients((t, b) => tf.square(crop(t, b)), [x, boxes], { order: 2, epsilon: 0.006, tolerance: 5e-3 });
    tf.dispose([x, boxes, at]);
  });

  it('takes the whole image without losing its last row', async () => {
    const [boxes, at] = [tf.tensor2d([[0, 0, 1, 1]]), tf.tensor1d([0], 'int32')];
    const x = createRng(3).normal([1, 8, 7, 1]);
    const crop = (...[t, b]: tf.Tensor[]): tf.Tensor => tf.image.cropAndResize(...([t, b] as Crops), at, [8, 7]);
    const [dx, dBoxes] = tf.tidy(() => tf.grads(crop)([x, boxes]));
    await expectClose(dx, Array(56).fill(1));
    expect((await dBoxes.data()).every(Number.isFinite)).toBe(true);
    tf.dispose([boxes, at, x, dx, dBoxes]);
  });

  it('refuses the gradient of boxes where it is 0', () => {
    const x = createRng(4).normal([1, 4, 4, 1]) as tf.Tensor4D;
    const [boxes, at] = [tf.tensor2d([[0.1, 0.1, 0.9, 0.9]]), tf.tensor1d([0], 'int32')];
    const crop = (b: tf.Tensor): tf.Tensor => tf.image.cropAndResize(x, b as tf.Tensor2D, at, [3, 3], 'nearest');
    const message =
      "cropAndResize: expected method 'bilinear' for a gradient with respect to boxes, got 'nearest', whose gradient is 0 almost everywhere";
    // The values that an exception leaves on the tape of tfjs go with the scope of checkGradients, not with this one.
    return expect(checkGradients(crop, [boxes]))
      .rejects.toThrow(expect.objectContaining({ code: 'gradient', message }))
      .finally(() => tf.dispose([x, boxes, at]));
  });
});
