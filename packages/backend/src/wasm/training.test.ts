import { checkGradients, createRng, variable } from '@gen/core';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

// Finite differences through the ops whose gradients need the kernels of this folder, on whatever backend is under test.
const rng = createRng(11);
const normal = (name: string, shape: number[]): tf.Tensor => rng.fork(name).normal(shape);

async function check(fn: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: Record<string, number[]>): Promise<void> {
  const inputs = Object.entries(shapes).map(([name, shape]) => normal(name, shape));
  await checkGradients((...given) => tf.sum(tf.square(fn(...given))), inputs, { order: 1, tolerance: 2e-3 });
  tf.dispose(inputs);
}

describe('gradients, against finite differences', () => {
  it.each([
    ['same', 2],
    ['valid', 1],
    ['valid', 3],
  ] as const)('of conv2d, pad %s, stride %s', (pad, stride) =>
    check((x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad), {
      x: [2, 6, 5, 2],
      filter: [3, 2, 2, 3],
    }),
  );

  it('of conv2dTranspose', () =>
    check((x, filter) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 6, 6, 2], 2, 'same'), {
      x: [2, 3, 3, 3],
      filter: [4, 4, 2, 3],
    }));

  it('of depthwiseConv2d', () =>
    check((x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), {
      x: [2, 4, 4, 2],
      filter: [3, 3, 2, 2],
    }));

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('of a batched matMul, transposed %s and %s', (transposeA, transposeB) =>
    check((a, b) => tf.matMul(a, b, transposeA, transposeB), {
      a: transposeA ? [2, 4, 3] : [2, 3, 4],
      b: transposeB ? [2, 5, 4] : [2, 4, 5],
    }),
  );

  it('of gather', () => check((table) => tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')), { table: [4, 3] }));

  it('of softplus', () => check((x) => tf.softplus(x), { x: [40] }));

  it('of sums over leading and other axes', () =>
    check((x) => tf.add(tf.sum(x, [0, 1]), tf.sum(tf.sum(x, 2))), { x: [3, 4, 10] }));
});

describe.runIf(when(backendName !== 'webgpu', 'too slow on WebGPU in software'))('training', () => {
  it('keeps as many data buffers as it began with', () => {
    const filter = variable('filter', () => normal('filter', [3, 3, 1, 4]));
    const head = variable('head', () => normal('head', [64, 2]));
    const x = normal('images', [2, 8, 8, 1]) as tf.Tensor4D;
    const step = (): void => {
      const { value, grads } = tf.variableGrads(
        () =>
          tf.tidy(() => {
            const h = tf.relu(tf.conv2d(x, filter as unknown as tf.Tensor4D, 2, 'same'));
            return tf.mean(
              tf.square(tf.softplus(tf.matMul(tf.reshape(h, [2, 64]), head as unknown as tf.Tensor2D))),
            ) as tf.Scalar;
          }),
        [filter, head],
      );
      tf.dispose([value, grads]);
    };
    step();
    const before = [tf.memory().numDataBuffers, tf.backend().numDataIds()];
    for (let i = 0; i < 20; i++) step();
    expect([tf.memory().numDataBuffers, tf.backend().numDataIds()]).toEqual(before);
    tf.dispose([filter, head, x]);
  });
});
