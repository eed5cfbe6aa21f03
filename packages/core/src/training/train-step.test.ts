import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/core_optimizers.json' with { type: 'json' };
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import type { Gradients, Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { createRng } from '../random/rng';
import type { Context } from './objective';
import { trainStep } from './train-step';

const at = (step: number): Context => ({ step, epoch: 0, rng: createRng(0), training: true });

let x: tf.Variable;
let y: tf.Variable;
let optimizer: Optimizer;
beforeEach(() => {
  x = variable('x', () => tf.tensor1d([1, 2]));
  y = variable('y', () => tf.scalar(3));
  optimizer = sgd({ learningRate: 0.5 });
});
afterEach(() => {
  optimizer.dispose();
  tf.dispose([x, y]);
});

async function refusal(body: () => unknown): Promise<GenError> {
  const before = tf.memory().numTensors;
  const values = [...(await x.data()), ...(await y.data())];
  try {
    body();
  } catch (error) {
    expect(tf.memory().numTensors, 'tensors after the refusal').toBe(before);
    expect([...(await x.data()), ...(await y.data())], 'variables after the refusal').toEqual(values);
    return error as GenError;
  }
  return expect.unreachable('expected a refusal');
}

describe('trainStep', () => {
  it('returns the means of the terms, unweighted, and their weighted sum, and moves the variables', async () => {
    const step = trainStep({
      objective: (batch: tf.Tensor) => ({ square: tf.square(tf.sub(batch, y)), size: tf.sum(tf.square(x)) }),
      variables: [x, y],
      optimizer,
      weights: { size: 0.1 },
    });
    const batch = tf.tensor1d([1, 5, 6]);
    const before = tf.memory().numTensors;
    const { terms, total } = step(batch, at(0));
    expect(tf.memory().numTensors - before, 'two terms and the total').toBe(3);
    expect([terms.square.shape, terms.size.shape, total.shape]).toEqual([[], [], []]);
    await expectClose(terms.square, [17 / 3]);
    await expectClose(terms.size, [5]);
    await expectClose(total, [17 / 3 + 0.5]);
    await expectClose(y, [3 + 0.5 * 2 * (4 - 3)]);
    await expectClose(x, [0.9, 1.8]);
    tf.dispose([batch, terms.square, terms.size, total]);
  });

  it('takes weights from schedules, by the step', async () => {
    const step = trainStep({
      objective: () => ({ a: tf.sum(x), b: y }),
      variables: [x, y],
      optimizer,
      weights: { b: (n) => n / 10 },
    });
    for (const [n, expected] of [
      [0, 3],
      [5, 2 + 0.5 * 3],
    ]) {
      const result = step(undefined, at(n));
      await expectClose(result.total, [expected]);
      tf.dispose([result.terms.a, result.terms.b, result.total]);
    }
    await expectClose(y, [3 - 0.5 * 0.5]);
  });

  it('reports a term of weight 0 of any dtype, and does not differentiate it', async () => {
    const step = trainStep({
      objective: () => ({ loss: tf.square(y), accuracy: tf.tensor1d([true, false], 'bool'), hits: tf.scalar(3, 'int32') }),
      variables: [x, y],
      optimizer,
      weights: { accuracy: 0, hits: 0 },
    });
    const { terms, total } = step(undefined, at(0));
    expect([terms.accuracy.dtype, terms.hits.dtype]).toEqual(['float32', 'float32']);
    await expectClose(terms.accuracy, [0.5]);
    await expectClose(terms.hits, [3]);
    await expectClose(total, [9]);
    tf.dispose([terms.loss, terms.accuracy, terms.hits, total]);
  });

  it('gives tensors of its own, though a term is a variable or a tensor of the batch', async () => {
    const step = trainStep({
      objective: (batch: tf.Tensor) => ({ y, given: batch }),
      variables: [y],
      optimizer,
      weights: { given: 0 },
    });
    const batch = tf.scalar(7);
    const { terms, total } = step(batch, at(0));
    tf.dispose([terms.y, terms.given, total]);
    await expectClose(y, [2.5]);
    await expectClose(batch, [7]);
    batch.dispose();
  });

  it('leaves alone what is not trainable, not given, or not reached', async () => {
    const frozen = variable('frozen', () => tf.scalar(1), false);
    const other = variable('other', () => tf.scalar(1));
    const objective = () => ({ loss: tf.mul(tf.mul(y, frozen), other) });
    const step = trainStep({ objective, variables: [x, y, frozen], optimizer });
    tf.tidy(() => {
      step(undefined, at(0));
    });
    await expectClose(y, [2.5]);
    await expectClose(x, [1, 2]);
    await expectClose(frozen, [1]);
    await expectClose(other, [1]);
    tf.dispose([frozen, other]);
  });

  it('makes a GAN of two steps in one loop: each moves its own variables, with one optimizer or two', async () => {
    const shared = adam({ learningRate: 0.1 });
    const objective = () => ({ loss: tf.add(tf.square(y), tf.sum(tf.square(x))) });
    const generator = trainStep({ objective, variables: [y], optimizer: shared });
    const discriminator = trainStep({ objective, variables: [x], optimizer: shared });
    for (let n = 0; n < 3; n++) {
      tf.tidy(() => {
        generator(undefined, at(n));
        discriminator(undefined, at(n));
      });
    }
    await expectClose(y, [2.7], { absolute: 0.01 });
    await expectClose(x, [0.7, 1.7], { absolute: 0.01 });
    expect(shared.exportState().json).toEqual({ name: 'adam', step: 6, counts: { y: 3, x: 3 } });
    shared.dispose();
  });

  it.each(Object.entries(golden.clipped))('clips gradients to a norm of %s as PyTorch does', async (norm, expected) => {
    const paths = Object.keys(golden.shapes) as (keyof typeof golden.shapes)[];
    const variables = paths.map((path) => variable(path, () => tf.zeros(golden.shapes[path])));
    const seen: Record<string, ArrayLike<number>> = {};
    const read: Promise<void>[] = [];
    const spy = { ...sgd({ learningRate: 0 }) } as Optimizer;
    const recording = {
      ...spy,
      update(gradients: Gradients): void {
        for (const [i, path] of paths.entries()) {
          const kept = tf.keep(tf.clone(gradients.get(variables[i])!));
          read.push(
            kept
              .data()
              .then((data) => void (seen[path] = data))
              .finally(() => kept.dispose()),
          );
        }
      },
    } as Optimizer;
    const objective = () => ({
      linear: tf.addN(
        paths.map((path, i) => tf.sum(tf.mul(variables[i], tf.tensor(golden.gradients[0][path], golden.shapes[path])))),
      ) as tf.Scalar,
    });
    const step = trainStep({ objective, variables, optimizer: recording, clipNorm: Number(norm) });
    tf.tidy(() => {
      step(undefined, at(0));
    });
    await Promise.all(read);
    // PyTorch adds 1e-6 to the norm, we 1e-12.
    for (const path of paths) await expectClose(seen[path], expected.gradients[path], { relative: 3e-6 });
    tf.dispose(variables);
  });

  it('keeps the step free of what kernels saved when the objective throws, and can go on', async () => {
    let bad = true;
    const objective = () => {
      const value = tf.sum(tf.exp(tf.square(tf.sigmoid(x))));
      if (bad) throw new Error('mine');
      return { value };
    };
    const step = trainStep({ objective, variables: [x], optimizer });
    const error = await refusal(() => step(undefined, at(0)));
    expect(error.message).toBe('mine');
    bad = false;
    tf.tidy(() => {
      step(undefined, at(0));
    });
    expect((await x.data())[0]).toBeLessThan(1);
  });

  it('leaves nothing behind when a kernel has no gradient', async () => {
    const places = tf.tensor1d([0, 1], 'int32');
    const objective = () => ({ t: tf.bincount(places, tf.sigmoid(x) as tf.Tensor1D, 2) });
    const step = trainStep({ objective, variables: [x], optimizer });
    expect((await refusal(() => step(undefined, at(0)))).message).toMatch(/gradient/);
    places.dispose();
  });

  it('says which variables no gradient reaches', async () => {
    const objective = () => ({ a: tf.scalar(1), b: tf.square(tf.tensor1d([1, 2])) });
    const error = await refusal(() => trainStep({ objective, variables: [x, y], optimizer })(undefined, at(0)));
    expect(GenError.is(error, 'gradient')).toBe(true);
    expect(error.message).toBe('trainStep: expected a, b to depend on one of x, y, got no gradient');
    const many = Array.from({ length: 6 }, (_, i) => variable(`v${i}`, () => tf.scalar(0)));
    const other = await refusal(() => trainStep({ objective, variables: many, optimizer })(undefined, at(0)));
    expect(other.message).toContain('one of 6 variables');
    tf.dispose(many);
  });

  it.each([
    [{ weights: { c: 1 } }, 'value', "trainStep: expected each weight to be named after a term (a), got 'c'"],
    [
      { weights: { a: Number.NaN } },
      'value',
      "trainStep: expected the weight of 'a' to be a finite number or a function of the step, got NaN",
    ],
    [{ weights: { a: () => Number.NaN } }, 'value', "trainStep: expected the weight of 'a' to be a finite number"],
    [{ weights: { a: 0 } }, 'value', 'trainStep: expected a term with a weight other than 0, got none'],
    [
      { objective: () => ({ a: tf.zeros([2, 3]) }) },
      'shape',
      "trainStep: expected term 'a' to be [batch] or a scalar, got [2,3]",
    ],
    [{ objective: () => ({ a: 3 }) }, 'value', "trainStep: expected term 'a' to be a tensor, got 3"],
    [{ objective: () => ({}) }, 'value', 'trainStep: expected a term with a weight other than 0, got none'],
    [{ variables: [] }, 'value', 'trainStep: expected variables to be at least one trainable variable, got 0'],
    [{ clipNorm: 0 }, 'value', 'trainStep: expected clipNorm to be positive, got 0'],
  ])('refuses %j', async (change, code, message) => {
    const objective = () => ({ a: tf.square(y) });
    const error = await refusal(() =>
      trainStep({ objective, variables: [x, y], optimizer, ...change } as never)(undefined, at(0)),
    );
    expect(error.message).toContain(message);
    expect(GenError.is(error, code)).toBe(true);
  });

  it('refuses two variables at one path', async () => {
    const twin = variable('x', () => tf.scalar(0));
    const objective = () => ({ a: tf.square(twin) });
    const error = await refusal(() => trainStep({ objective, variables: [x, twin], optimizer }));
    expect(GenError.is(error, 'path')).toBe(true);
    twin.dispose();
  });
});
