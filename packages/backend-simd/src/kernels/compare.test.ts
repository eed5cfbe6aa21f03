import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import '../index';
import { shapePairs, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

const check = (op: unknown, dtypes: PlainTensor['dtype'][], seed: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(
      fc.tuple(shapePairs, fc.constantFrom(...dtypes)).chain(([two, dtype]) => tensorsOf(two, dtype)),
      (inputs) => expectSameAsCpu('simd', op as never, inputs, { relative: 0 }),
    ),
    { numRuns: fuzzRuns(80), seed },
  );

describe('comparisons are those of tfjs', () => {
  it.each([
    ['greater', tf.greater],
    ['greaterEqual', tf.greaterEqual],
    ['less', tf.less],
    ['lessEqual', tf.lessEqual],
    ['equal', tf.equal],
    ['notEqual', tf.notEqual],
  ])('%s', (_, op) => check(op, ['float32', 'int32', 'bool'], 4));

  it.each([
    ['logicalAnd', tf.logicalAnd],
    ['logicalOr', tf.logicalOr],
    ['logicalXor', tf.logicalXor],
  ])('%s', (_, op) => check(op, ['bool'], 5));
});
