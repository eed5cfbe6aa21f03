import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

describe('depthToSpace', () => {
  it.each([
    [[2, 3, 2, 8], 2],
    [[2, 1, 3, 9], 3],
  ] as [[number, number, number, number], number][])('of %j, blocks of %i', async (shape, block) => {
    const x = createRng(1).normal(shape);
    await checkGradients((t) => tf.square(tf.depthToSpace(tf.square(t) as tf.Tensor4D, block)), [x], { order: 2 });
    x.dispose();
  });

  // The other backends have channels last only.
  it.runIf(backendName === 'webgpu')('with channels first', async () => {
    const x = createRng(2).normal([2, 8, 2, 3]);
    await checkGradients((t) => tf.square(tf.depthToSpace(tf.square(t) as tf.Tensor4D, 2, 'NCHW')), [x], { order: 2 });
    x.dispose();
  });
});

it('flipLeftRight', async () => {
  const x = createRng(3).normal([2, 3, 4, 2]);
  await checkGradients((t) => tf.square(tf.image.flipLeftRight(tf.square(t) as tf.Tensor4D)), [x], { order: 2 });
  x.dispose();
});
