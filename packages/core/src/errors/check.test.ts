import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkCount, checkDtype, checkMinRank, checkSameShape, checkShape, checkValue } from './check';
import { GenError } from './gen-error';

function check(code: string, body: () => void): string | undefined {
  try {
    tf.tidy(body);
  } catch (error) {
    expect(GenError.is(error, code)).toBe(true);
    return (error as Error).message;
  }
  return undefined;
}

describe('checkShape', () => {
  it.each([
    [[2, 3], [2, 3], undefined],
    [[2, 3], [null, 3], undefined],
    [[], [], undefined],
    [[0, 3], [null, 3], undefined],
    [[2, 3], [3, 2], 'f: expected x of shape [3,2], got [2,3]'],
    [[2, 3], [null, null, 3], 'f: expected x of shape [any,any,3], got [2,3]'],
    [[2, 3], [], 'f: expected x of shape [], got [2,3]'],
  ])('%j against %j', (given, wanted, message) => {
    expect(check('shape', () => checkShape('f', 'x', tf.zeros(given), wanted))).toBe(message);
  });
});

describe('checkSameShape', () => {
  it.each([
    [[2], [2], undefined],
    [[2, 1], [2], 'f: expected x to have the shape of y, [2], got [2,1]'],
    [[1], [2], 'f: expected x to have the shape of y, [2], got [1]'],
  ])('%j against %j', (given, other, message) => {
    expect(check('shape', () => checkSameShape('f', 'x', tf.zeros(given), 'y', tf.zeros(other)))).toBe(message);
  });
});

it('checkMinRank', () => {
  expect(check('shape', () => checkMinRank('f', 'x', tf.zeros([2, 3]), 2))).toBeUndefined();
  expect(check('shape', () => checkMinRank('f', 'x', tf.zeros([2]), 2))).toBe('f: expected x of rank 2 or more, got shape [2]');
});

it('checkDtype', () => {
  expect(check('dtype', () => checkDtype('f', 'x', tf.zeros([1], 'int32'), 'float32', 'int32'))).toBeUndefined();
  expect(check('dtype', () => checkDtype('f', 'x', tf.zeros([1], 'bool'), 'float32', 'int32'))).toBe(
    'f: expected x of dtype float32 or int32, got bool',
  );
});

describe('checkValue', () => {
  it('prints what it got', () => {
    expect(check('value', () => checkValue('f', 'x', 1, true, 'odd'))).toBeUndefined();
    for (const [value, text] of [
      [2, '2'],
      ['two', "'two'"],
      [[1, 'a', undefined, [2]], "[1,'a',undefined,[2]]"],
      [null, 'null'],
    ]) {
      expect(check('value', () => checkValue('f', 'x', value, false, 'odd'))).toBe(`f: expected x to be odd, got ${text}`);
    }
  });
});

it('checkCount', () => {
  checkCount('f', 'n', 1);
  checkCount('f', 'n', 0, 0);
  for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', undefined, 2 ** 53]) {
    expect(check('value', () => checkCount('f', 'n', bad))).toMatch(/^f: expected n to be an integer of at least 1, got/);
  }
});
