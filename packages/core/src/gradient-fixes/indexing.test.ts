import { backendName, expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

/** Checks the operation after one and before another that are not linear, at both orders. */
async function check(op: (x: tf.Tensor) => tf.Tensor, shape: number[]): Promise<void> {
  const x = createRng(1).normal(shape);
  await checkGradients((t) => tf.square(op(tf.square(t))), [x], { order: 2 });
  x.dispose();
}

describe('gather', () => {
  const cases: [number[], number[][], number, number][] = [
    [[4, 3], [[2, 0, 2]], 0, 0],
    [[3, 4], [[1, 3], [0, 1]], 1, 0],
    [[2, 3, 2], [[1, 0], [2, 2]], 1, 1],
    // Native TensorFlow takes no axis from the end; wasm forgets axes between the batch and the one that is gathered.
    ...(backendName === 'node' ? [] : [[[2, 3, 2], [[2, 2]], -2, 0] as [number[], number[][], number, number]]),
    ...(backendName === 'wasm' ? [] : ([
      [[2, 2, 4], [[1, 1, 3], [0, 2, 3]], 2, 1],
      [[2, 1, 2, 3, 2], [[[[0, 2], [1, 1]]], [[[2, 2], [0, 1]]]], 3, 3],
    ] as never[])),
  ]; // biome-ignore format: rows
  it.each(cases)('of %j at %j, axis %i, batchDims %i', async (shape, at, axis, batchDims) => {
    const indices = tf.tensor(at, undefined, 'int32');
    await check((t) => tf.gather(t, indices, axis, batchDims), shape);
    indices.dispose();
  });

  it('takes indices that were computed from the same input', async () => {
    const x = tf.tensor1d([0.3, 2, -1]);
    await checkGradients((t) => tf.square(tf.gather(tf.square(t), tf.argMax(t))), [x], { order: 2 });
    x.dispose();
  });
});

it('unsortedSegmentSum, with a segment that is left out', async () => {
  const ids = tf.tensor1d([1, 0, -1, 1], 'int32');
  await check((t) => tf.unsortedSegmentSum(t, ids, 3), [4, 2]);
  ids.dispose();
});

describe('gatherND', () => {
  it.each([
    [
      [4, 3],
      [
        [0, 1],
        [3, 2],
        [0, 1],
      ],
    ],
    [
      [4, 3, 2],
      [[2], [0], [2], [3]],
    ],
    [
      [4, 3],
      [1, 2],
    ],
    [
      [2, 3, 2],
      [
        [
          [0, 1],
          [1, 2],
        ],
        [
          [1, 1],
          [0, 0],
        ],
      ],
    ],
    [[5], [[3], [3], [0]]],
  ])('of %j at %j', async (shape, at) => {
    // biome-ignore format: rows
    const indices = tf.tensor(at as number[], undefined, 'int32');
    await check((t) => tf.gatherND(t, indices), shape);
    indices.dispose();
  });
});

describe('scatterND', () => {
  it.each([
    [[3], [[1], [4], [1]], [6]],
    [
      [2, 3],
      [[3], [0]],
      [4, 3],
    ],
    [
      [2, 2, 3],
      [
        [
          [0, 1],
          [1, 1],
        ],
        [
          [0, 0],
          [0, 1],
        ],
      ],
      [2, 2, 3],
    ],
  ])('of %j at %j in %j', async (shape, at, into) => {
    // biome-ignore format: rows
    const indices = tf.tensor(at, undefined, 'int32');
    await check((t) => tf.scatterND(indices, t, into), shape);
    indices.dispose();
  });
});

it('tensorScatterUpdate', async () => {
  const indices = tf.tensor2d([[1], [3]], [2, 1], 'int32');
  const [x, updates] = [createRng(2).normal([4, 3]), createRng(3).normal([2, 3])];
  await checkGradients((t, u) => tf.square(tf.tensorScatterUpdate(tf.square(t), indices, tf.square(u))), [x, updates], {
    order: 2,
  });
  tf.dispose([indices, x, updates]);
});

describe('stridedSlice', () => {
  type Args = Parameters<typeof tf.stridedSlice> extends [unknown, ...infer Rest] ? Rest : never;
  const cases: [number[], Args][] = [
    [[7], [[1], [6], [2]]],
    [[7], [[-1], [0], [-3]]],
    [[7], [[5], [0], [-2], 0, 1]],
    [[5, 6], [[1, 5], [4, 0], [2, -2]]],
    [[5, 6], [[0, 1], [0, 5], [1, 3], 1, 1]],
    [[4, 5, 3], [[2, 1], [3, 4], [1, 1], 0, 0, 0, 0, 1]],
    [[4, 5, 3], [[0, -1], [0, 3], [1, 1], 1, 1, 0, 0, 2]],
    [[4, 5, 3], [[0, -1], [0, -4], [1, -2], 0, 0, 1]],
    [[4, 5], [[0, 0, 1], [4, 1, 5], [3, 1, 2], 0, 0, 0, 2]],
    [[2, 3, 4, 5], [[0, 2, 0, 4], [2, 0, 4, 0], [1, -1, 2, -2]]],
    [[2, 3, 4], [[0, 0, 0], [2, 3, 4], [1, 1, 1]]],
    [[5, 6], [[1, 2], [4, 5], [1, 1]]],
  ]; // biome-ignore format: rows
  it.each(cases)('of %j by %j', async (shape, args) => {
    await check((t) => tf.stridedSlice(t, ...args), shape);
  });

  // Tensors without elements are more than WebGPU takes.
  it.skipIf(backendName === 'webgpu')('of nothing gives zeros', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const dx = tf.tidy(() => tf.grad((t: tf.Tensor) => tf.add(tf.sum(tf.stridedSlice(t, [2], [2], [1])), tf.sum(t)))(x));
    await expectClose(dx, [1, 1, 1]);
    tf.dispose([x, dx]);
  });
});

describe('topk', () => {
  it.each([
    [[7], 3],
    [[3, 5], 5],
    [[2, 3, 6], 2],
  ] as [number[], number][])('of %j, %i', async (shape, k) => {
    // No two nearer than the steps of the difference.
    const order = createRng(4).permutation(tf.util.sizeFromShape(shape));
    const x = tf.tensor([...order].map((i) => i / 5 - 2), shape); // biome-ignore format: one line
    await checkGradients((t) => tf.pow(tf.topk(t, k).values, 3), [x], { order: 2 });
    x.dispose();
  });

  it('lets no gradient through the indices', async () => {
    const x = tf.tensor1d([3, 1, 2]);
    const dx = tf.tidy(() =>
      tf.grad((t: tf.Tensor) => tf.mul(tf.topk(t, 2).values, tf.cast(tf.topk(t, 2).indices, 'float32')))(x),
    );
    await expectClose(dx, [0, 0, 2]);
    tf.dispose([x, dx]);
  });
});
