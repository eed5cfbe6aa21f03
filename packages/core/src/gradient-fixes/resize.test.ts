import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

const sizes: [number, number][] = [
  [6, 15],
  [3, 10],
  [7, 4],
  [2, 3],
  [1, 9],
];
const flags = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
];
const cases = flags.flatMap((flag) => sizes.map((size) => ({ ...flag, size })));

describe.each(['resizeNearestNeighbor', 'resizeBilinear'] as const)('%s', (name) => {
  it.each(cases)('to $size, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters', async ({ size, ...flag }) => {
    const x = createRng(1).normal([2, 3, 5, 2]);
    const resize = (t: tf.Tensor): tf.Tensor => tf.image[name](t as tf.Tensor4D, size, flag.alignCorners, flag.halfPixelCenters);
    await checkGradients((t) => tf.square(resize(tf.square(t))), [x], { order: 2 });
    x.dispose();
  });

  it('takes one image of rank 3', async () => {
    const x = createRng(2).normal([3, 4, 2]);
    const resize = (t: tf.Tensor): tf.Tensor => tf.image[name](t as tf.Tensor3D, [5, 7], false, true);
    await checkGradients((t) => tf.square(resize(t)), [x], { order: 2 });
    x.dispose();
  });
});
