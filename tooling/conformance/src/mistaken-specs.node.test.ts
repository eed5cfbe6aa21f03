import { installGradientFixes } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mistakenSpecs } from './mistaken-specs.mjs';

interface Case {
  readonly op: (x: tf.Tensor) => tf.Tensor;
  readonly x: readonly number[];
  readonly shape: number[];
  readonly dy: number[];
  /** What the spec wants; an error, where it is absent. */
  readonly spec?: number[];
}

const reflected: Omit<Case, 'op'> = { x: [1, 2, 3], shape: [3], dy: [10, 20, 30, 40, 50, 60], spec: [30, 40, 50] };
const window: tf.backend_util.ExplicitPadding = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];
const cases: Record<string, Case> = {
  'mirrorPad test {} grad': { ...reflected, op: (x) => tf.mirrorPad(x, [[2, 1]], 'reflect') },
  'mirrorPad test {} gradient with clones': {
    ...reflected,
    op: (x) => tf.clone(tf.mirrorPad(tf.clone(x), [[2, 1]], 'reflect')),
  },
  'avgPool test {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit': {
    op: (x) => tf.avgPool(x as tf.Tensor3D, 3, 1, window),
    x: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    shape: [3, 3, 1],
    dy: [0, 3, 0, 6, 0, 9, 0, 12],
    spec: [0, 1, 1, 0, 2, 2, 0, 3, 3],
  },
  'depthwiseConv2d gradients test {} throws error on dilations > 1': {
    op: (x) => tf.depthwiseConv2d(x as tf.Tensor3D, tf.reshape(tf.range(1, 10), [3, 3, 1, 1]), 1, 'same', 'NHWC', 2),
    x: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    shape: [3, 3, 1],
    dy: [3, 1, 4, 1, 5, 9, 2, 6, 5],
  },
  'gradients test {} errors if relevant ops are missing grads': {
    op: (x) => tf.cast(tf.logicalAnd(tf.greater(x, -9), tf.less(x, 9)), 'float32'),
    x: [1, 0],
    shape: [2],
    dy: [3, 4],
  },
};

// All of these operations are linear here: one difference along an axis is the derivative, whatever its length.
async function difference({ op, x, shape, dy }: Case, i: number): Promise<number> {
  const sum = (values: readonly number[]): tf.Scalar => {
    const y = op(tf.tensor([...values], shape));
    return tf.sum(tf.mul(y, tf.tensor(dy, y.shape)));
  };
  const moved = x.map((value, j) => (j === i ? value + 1 : value));
  const result = tf.tidy(() => tf.sub(sum(moved), sum(x)));
  const [value] = await result.data();
  result.dispose();
  return value;
}

describe('mistakenSpecs', () => {
  beforeAll(() => installGradientFixes());

  it('has a proof of each', () => {
    expect(Object.keys(cases)).toEqual(mistakenSpecs.map(({ name }) => name));
  });

  it.each(Object.entries(cases))('%s wants something else than the differences give', async (_name, example) => {
    const { op, x, shape, dy, spec } = example;
    const differences: number[] = [];
    for (let i = 0; i < x.length; i++) differences.push(await difference(example, i));
    if (spec) expect(Math.max(...differences.map((value, i) => Math.abs(value - spec[i])))).toBeGreaterThan(0.5);
    const gradient = tf.tidy(() => {
      const at = tf.tensor([...x], shape);
      return tf.reshape(tf.grad(op)(at, tf.tensor(dy, op(at).shape)), [-1]);
    });
    await expectClose(gradient, differences);
    gradient.dispose();
  });
});
