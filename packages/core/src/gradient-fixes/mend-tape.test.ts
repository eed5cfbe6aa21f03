import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { releaseTape } from '../gradients/release-tape';
import { normal } from './cases';
import { mendTape } from './mend-tape';

mendTape();

type Fn = (x: tf.Tensor) => tf.Tensor;

/** The derivative of an order, element by element. */
const derivative = (fn: Fn, order: number): Fn => (order === 0 ? fn : derivative((x) => tf.grad(fn)(x), order - 1));

/** exp, with a gradient of its own that takes what the forward pass returned. */
const exp = tf.customGrad((x, save) => {
  const value = tf.exp(x as tf.Tensor);
  (save as tf.GradSaveFunc)([value]);
  return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]) };
}) as Fn;

/** log(1 + exp(x)), saving an input and the output: its slope is 1 - exp(-y). */
const softplus = tf.customGrad((x, save) => {
  const value = tf.softplus(x as tf.Tensor);
  (save as tf.GradSaveFunc)([x as tf.Tensor, value]);
  return { value, gradFunc: (dy: tf.Tensor, [, y]: tf.Tensor[]) => tf.mul(dy, tf.sub(1, tf.exp(tf.neg(y)))) };
}) as Fn;

describe('outputs that are saved', () => {
  it('differentiates a tanh three times and more', async () => {
    const x = tf.tensor1d([0.4, -0.9, 0]);
    const t = (await x.data()).map(Math.tanh);
    const expected = [
      t.map((y) => 1 - y ** 2),
      t.map((y) => -2 * y * (1 - y ** 2)),
      t.map((y) => (6 * y ** 2 - 2) * (1 - y ** 2)),
      t.map((y) => 8 * y * (2 - 3 * y ** 2) * (1 - y ** 2)),
    ];
    for (const [i, values] of expected.entries()) {
      const got = tf.tidy(() => derivative(tf.tanh, i + 1)(x));
      await expectClose(got, values);
      got.dispose();
    }
    x.dispose();
  });

  it.each([
    ['exp', exp],
    ['softplus', softplus],
    ['both', (x: tf.Tensor) => exp(softplus(x))],
  ])('reaches a customGrad of the user: %s', async (_, fn) => {
    const x = normal([3, 2], 1);
    await checkGradients((t) => fn(tf.mul(t, tf.add(t, 1))), [x], { order: 2 });
    const third = tf.tidy(() => derivative(fn, 3)(x));
    expect(third.shape).toEqual([3, 2]);
    tf.dispose([x, third]);
  });

  it('keeps first order and values as they were', async () => {
    const x = tf.tensor1d([0.5, -1]);
    const { value, grad } = tf.valueAndGrad((t) => tf.sum(tf.softmax(tf.mul(t, 2))))(x);
    await expectClose(value, [1]);
    await expectClose(grad, [0, 0]);
    tf.dispose([x, value, grad]);
  });

  it('does not touch what a customGrad saves that is neither input nor output', async () => {
    const [slope] = tf.tidy(() => {
      const held = tf.customGrad((x, save) => {
        const inner = tf.mul(x as tf.Tensor, 3);
        (save as tf.GradSaveFunc)([inner]);
        return { value: tf.square(inner), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.mul(6, saved)) };
      });
      return tf.grads((x) => held(x))([tf.scalar(2)]);
    });
    await expectClose(slope, [36]);
    slope.dispose();
  });
});

describe('outputs that are the input', () => {
  /** What a domain-adversarial network has: the same forward, the opposite backward. */
  const reversal = tf.customGrad((x) => ({ value: x as tf.Tensor, gradFunc: (dy: tf.Tensor) => tf.neg(dy) })) as Fn;

  it('uses the gradient of a customGrad, once', async () => {
    const x = tf.tensor1d([1, -2]);
    for (const [fn, expected] of [
      [reversal, [-1, -1]],
      [(t: tf.Tensor) => tf.square(reversal(tf.mul(t, 3))), [-18, 36]],
      [(t: tf.Tensor) => tf.add(t, reversal(t)), [0, 0]],
    ] as [Fn, number[]][]) {
      const slope = tf.tidy(() => tf.grad(fn)(x));
      await expectClose(slope, expected);
      slope.dispose();
    }
    x.dispose();
  });

  it('leaves the value as it was', async () => {
    const x = tf.tensor1d([1, -2]);
    const { value, grad } = tf.valueAndGrad((t: tf.Tensor) => tf.sum(reversal(t)))(x);
    await expectClose(value, [-1]);
    await expectClose(x, [1, -2]);
    tf.dispose([x, value, grad]);
  });
});

describe('operations that are recorded as what they are made of', () => {
  it.each<[string, (logits: tf.Tensor, labels: tf.Tensor) => tf.Tensor]>([
    ['logSigmoid', (logits, labels) => tf.mul(labels, tf.logSigmoid(tf.mul(logits, 2)))],
    ['softmaxCrossEntropy', (logits, labels) => tf.losses.softmaxCrossEntropy(tf.softmax(labels), tf.mul(logits, 2))],
  ])('%s has all its gradients', async (_, fn) => {
    const [logits, labels] = [normal([2, 3], 1), normal([2, 3], 2)];
    await checkGradients(fn, [logits, labels], { order: 2 });
    tf.dispose([logits, labels]);
  });

  it('softmaxCrossEntropy of logits far apart stays finite', async () => {
    const [value, slope] = tf.tidy(() => {
      const loss = (logits: tf.Tensor) => tf.losses.softmaxCrossEntropy([[1, 0]], logits as tf.Tensor2D);
      const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d([[-200, 200]]));
      return [value, grad];
    });
    await expectClose(value, [400]);
    await expectClose(slope, [-1, 1]);
    tf.dispose([value, slope]);
  });
});

describe('memory', () => {
  const penalty = (): void => {
    const x = normal([4, 3], 3) as tf.Tensor2D;
    const w = normal([3, 2], 4) as tf.Tensor2D;
    const critic = (t: tf.Tensor, v: tf.Tensor) => tf.sum(tf.tanh(tf.softmax(tf.matMul(t as tf.Tensor2D, v as tf.Tensor2D))));
    const loss = (v: tf.Tensor) => tf.sum(tf.square(tf.grad((t: tf.Tensor) => critic(t, v))(x)));
    tf.dispose([tf.tidy(() => tf.grad(loss)(w)), x, w]);
  };

  it('is what it was after nested gradients, tensors and data', () => {
    penalty();
    const before = tf.memory();
    for (let i = 0; i < 3; i++) penalty();
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    expect({ numTensors, numDataBuffers, numBytes }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
      numBytes: before.numBytes,
    });
  });

  it('makes no tensor and keeps none outside of a gradient', () => {
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    const y = tf.tanh(x);
    expect(tf.memory().numTensors - before).toBe(1);
    tf.dispose([x, y]);
  });
});

describe('mendTape', () => {
  it('does nothing the second time', () => {
    const engine = tf.engine() as unknown as { runKernelFunc: unknown; getTensorsForGradient: unknown };
    const { runKernelFunc, getTensorsForGradient } = engine;
    mendTape();
    expect(engine.runKernelFunc).toBe(runKernelFunc);
    expect(engine.getTensorsForGradient).toBe(getTensorsForGradient);
  });

  it('lets errors through, and gradients work after them', async () => {
    const fails = (): unknown =>
      tf.tidy(() =>
        tf.grad((t: tf.Tensor) => {
          tf.tanh(t);
          throw new Error('no loss today');
        })(tf.scalar(1)),
      );
    expect(fails).toThrow('no loss today');
    releaseTape();
    const slope = tf.tidy(() => tf.grad(tf.tanh)(tf.scalar(0)));
    await expectClose(slope, [1]);
    slope.dispose();
  });
});
