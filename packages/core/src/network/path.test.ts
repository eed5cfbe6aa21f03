import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { byPath, pathOf, setPath, variable } from './path';

it('variable has a path of its own, which another one may share, and leaves nothing of its making behind', () => {
  const before = tf.memory().numTensors;
  const make = (): tf.Variable => variable('encoder/kernel', () => tf.add(tf.ones([2]), tf.ones([2])), false);
  const [a, b] = [make(), make()];
  expect(tf.memory().numTensors - before).toBe(2);
  expect([pathOf(a), pathOf(b), a.trainable]).toEqual(['encoder/kernel', 'encoder/kernel', false]);
  expect(a.name).not.toBe(b.name);
  tf.dispose([a, b]);
});

it('pathOf falls back on the name, and setPath gives another', () => {
  const v = tf.tidy(() => tf.variable(tf.scalar(1), true, 'a-name-of-its-own'));
  expect(pathOf(v)).toBe('a-name-of-its-own');
  expect(setPath(v, 'other')).toBe(v);
  expect(pathOf(v)).toBe('other');
  v.dispose();
});

it('byPath maps variables, and refuses two at one path but not one twice', () => {
  const [a, b, c] = ['a', 'b', 'a'].map((path) => variable(path, () => tf.scalar(0)));
  expect([...byPath('f', [b, a, a])]).toEqual([
    ['b', b],
    ['a', a],
  ]);
  let error: unknown;
  try {
    byPath('f', [a, c]);
  } catch (caught) {
    error = caught;
  }
  expect(GenError.is(error, 'path') && error.message).toBe("f: expected a path per variable, got two variables at 'a'");
  tf.dispose([a, b, c]);
});
