import { backendName, expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { spread } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

const x = (): tf.Tensor2D => tf.tensor2d([[-1, 0.5, 2], [3, -2, 0.25]]); // biome-ignore format: rows
const positive = (t: tf.Tensor): tf.Tensor => tf.greater(t, 0);

describe('what is constant between jumps', () => {
  const ops: Record<string, (t: tf.Tensor) => tf.Tensor> = {
    greater: (t) => tf.greater(t, 1),
    greaterEqual: (t) => tf.greaterEqual(1, t),
    less: (t) => tf.less(t, tf.mul(t, 0.5)),
    lessEqual: (t) => tf.lessEqual(t, 1),
    equal: (t) => tf.equal(t, 2),
    notEqual: (t) => tf.notEqual(t, 2),
    logicalAnd: (t) => tf.logicalAnd(positive(t), tf.less(t, 1)),
    logicalOr: (t) => tf.logicalOr(positive(t), tf.less(t, 1)),
    logicalXor: (t) => tf.logicalXor(positive(t), tf.less(t, 1)),
    logicalNot: (t) => tf.logicalNot(positive(t)),
    any: (t) => tf.any(positive(t), 1, true),
    all: (t) => tf.all(positive(t), 0, true),
    argMax: (t) => tf.expandDims(tf.argMax(t, 1), 1),
    argMin: (t) => tf.expandDims(tf.argMin(tf.cast(positive(t), 'int32'), 1), 1),
    // Not a kernel of native TensorFlow.
    ...(backendName === 'node' ? {} : { searchSorted: (t) => tf.searchSorted(tf.tensor2d([[0, 1], [0, 1]]), t) }), // biome-ignore format: rows
    floorDiv: (t) => tf.floorDiv(t, 0.7),
    'cast to int32': (t) => tf.cast(t, 'int32'),
    'cast to bool': (t) => tf.cast(t, 'bool'),
  };
  it.each(Object.entries(ops))('%s is a constant factor', async (_, op) => {
    const [at, factor, slope] = tf.tidy(() => {
      const at = x();
      const factor = (t: tf.Tensor): tf.Tensor => tf.add(tf.cast(op(t), 'float32'), 1);
      const slope = tf.grad((t) => tf.mul(t, factor(t)))(at);
      return [at, tf.mul(factor(at), tf.onesLike(at)), slope];
    });
    await expectClose(slope, await factor.data());
    tf.dispose([at, factor, slope]);
  });

  // These two read from the GPU and wait, which is not possible everywhere.
  it.skipIf(backendName === 'webgpu')('multinomial and nonMaxSuppression are constant indices', async () => {
    const [draws, boxes] = tf.tidy(() => {
      const drawn = tf.grad((t) => tf.mul(tf.cast(tf.multinomial(t as tf.Tensor2D, 3, 1), 'float32'), t))(x());
      const kept = tf.grad((t) => {
        const indices = tf.image.nonMaxSuppression(t as tf.Tensor2D, tf.tensor1d([0.9, 0.8]), 2, 0.5);
        return tf.gather(t, indices);
      })(tf.tensor2d([[0, 0, 1, 1], [0, 0, 1, 0.9]])); // biome-ignore format: boxes
      const samples = tf.cast(tf.multinomial(x(), 3, 1), 'float32');
      return [tf.sub(drawn, samples), kept];
    });
    await expectClose(draws, [0, 0, 0, 0, 0, 0]);
    await expectClose(boxes, [1, 1, 1, 1, 0, 0, 0, 0]);
    tf.dispose([draws, boxes]);
  });
});

describe('where', () => {
  it('passes the gradient to what is selected, with a condition that is broadcast', async () => {
    const inputs = [spread([3, 4], 1), spread([3, 4], 2), spread([3, 1], 3)];
    await checkGradients((a, b, c) => tf.where(tf.greater(c, 0), tf.square(a), tf.mul(a, b)), inputs, { order: 2 });
    tf.dispose(inputs);
  });

  it('leaves 0 where an infinite gradient is not selected', async () => {
    const slope = tf.tidy(() => {
      const dy = tf.tensor1d([Number.POSITIVE_INFINITY, 2]);
      return tf.grad((t) => tf.where(tf.tensor1d([0, 1], 'bool'), t, 1))(tf.tensor1d([1, 1]), dy);
    });
    await expectClose(slope, [0, 2]);
    slope.dispose();
  });
});

describe('max and min', () => {
  it('give every one of several equal elements the whole gradient, as tfjs does', async () => {
    const slope = tf.tidy(() => tf.grad((t) => tf.max(t))(tf.tensor1d([1, 3, 3])));
    await expectClose(slope, [0, 1, 1]);
    slope.dispose();
  });

  it.each([tf.max, tf.min, tf.logSumExp])('$name of any axes passes the check of second order', async (op) => {
    const input = spread([2, 3, 2], 4);
    for (const axes of [undefined, 1, [0, 2]]) {
      await checkGradients((t) => tf.square(op(t, axes)), [input], { order: 2, directions: 1 });
    }
    input.dispose();
  });
});
