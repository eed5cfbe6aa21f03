import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/gradient-fixes.json' with { type: 'json' };
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Op = (x: tf.Tensor) => tf.Tensor;
const image = (op: (x: tf.Tensor4D) => tf.Tensor): Op => op as Op;

const ops: Record<keyof typeof golden.cases, Op> = {
  mirrorPad: (x) => tf.mirrorPad(x, [[0, 0], [1, 2], [2, 3], [0, 0]], 'reflect'), // biome-ignore format: pairs
  avgPool: image((x) => tf.avgPool(x, 3, 2, 'same')),
  maxPool: image((x) => tf.maxPool(x, 3, 2, 'same')),
  resizeBilinear: image((x) => tf.image.resizeBilinear(x, [5, 7], false, true)),
  resizeBilinearDown: image((x) => tf.image.resizeBilinear(x, [4, 3], false, true)),
  resizeBilinearCorners: image((x) => tf.image.resizeBilinear(x, [5, 7], true)),
  resizeNearest: image((x) => tf.image.resizeNearestNeighbor(x, [6, 8])),
  resizeNearestUneven: image((x) => tf.image.resizeNearestNeighbor(x, [5, 7])),
  depthToSpace: image((x) => tf.depthToSpace(x, 2)),
  cumprod: (x) => tf.cumprod(x, 1),
  topk: (x) => tf.topk(x, 2).values,
};

// PyTorch in double precision: value, gradient of the sum of cubes over 3, gradient of half the square of that gradient.
describe.each(Object.keys(ops) as (keyof typeof ops)[])('%s', (name) => {
  it('has the value and both derivatives of PyTorch', async () => {
    const { shape, x, value, gradient, second } = golden.cases[name];
    const slope = (t: tf.Tensor): tf.Tensor => tf.grad((u) => tf.div(tf.pow(ops[name](u), 3), 3))(t);
    const input = tf.tensor(x, shape);
    const results = tf.tidy(() => [
      ops[name](input),
      slope(input),
      tf.grad((t) => tf.div(tf.sum(tf.square(slope(t))), 2))(input),
    ]);
    for (const [i, expected] of [value, gradient, second].entries()) {
      expect(expected.length).toBe(results[i].size);
      await expectClose(results[i], expected);
    }
    tf.dispose([input, ...results]);
  });
});
