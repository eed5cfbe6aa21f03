import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { variablesState } from './variables-state';

const make = (values: number[]): tf.Variable[] => [
  variable('a', () => tf.tensor1d(values)),
  variable('b', () => tf.scalar(values[0], 'int32'), false),
];

it('copies values between models by path', async () => {
  const [from, to] = [make([1, 2]), make([3, 4])];
  variablesState([...to].reverse()).importState(variablesState(from).exportState());
  tf.tidy(() => from[0].assign(tf.zeros([2])));
  await expectClose(to[0], [1, 2]);
  await expectClose(to[1], [1]);
  tf.dispose([...from, ...to]);
});

it('may be given its own state', async () => {
  const variables = make([1, 2]);
  const state = variablesState(variables);
  state.importState(state.exportState());
  await expectClose(variables[0], [1, 2]);
  tf.dispose(variables);
});

it('refuses other paths, shapes and dtypes before any variable changes', async () => {
  const variables = make([1, 2]);
  const state = variablesState(variables);
  const [a, b, long] = [tf.tensor1d([8, 9]), tf.scalar(7, 'int32'), tf.tensor1d([1, 2, 3])];
  for (const [tensors, message] of [
    [{ a }, 'expected the same paths, missing: b; not in the model: none'],
    [{ a, b, c: a }, 'expected the same paths, missing: none; not in the model: c'],
    [{}, 'missing: a, b'],
    [{ a: long, b }, "expected 'a' to be float32 [2], got float32 [3]"],
    [{ a, b: a }, "expected 'b' to be int32 [], got float32 [2]"],
  ] as const) {
    let error: unknown;
    try {
      state.importState({ tensors: tensors as never });
    } catch (caught) {
      error = caught;
    }
    expect(GenError.is(error, 'checkpoint') && error.message).toContain(message);
  }
  await expectClose(variables[0], [1, 2]);
  tf.dispose([a, b, long, ...variables]);
});

it('refuses two variables at one path', () => {
  const variables = [...make([1, 2]), ...make([1, 2])];
  expect(() => variablesState(variables)).toThrow("variablesState: expected a path per variable, got two variables at 'a'");
  tf.dispose(variables);
});
