import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../index';
import { shapes, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

const dtypes = ['float32', 'int32', 'bool'] as const;

describe('cast', () => {
  it.each(dtypes.flatMap((from) => dtypes.map((to) => [from, to] as const)))(
    'from %s to %s is that of tfjs',
    async (from, to) => {
      await fc.assert(
        fc.asyncProperty(
          shapes().chain((shape) => tensorsOf([shape], from)),
          // Integers beyond 24 bits stay whole under the label float32 in tfjs, until the first operation.
          (inputs) => expectSameAsCpu('simd', (x) => tf.cast(x, to), inputs, { relative: to === 'float32' ? 6e-8 : 0 }),
        ),
        { numRuns: fuzzRuns(40), seed: 4 },
      );
    },
  );

  it('gives floats that kernels read as floats', async () => {
    const inputs = [{ shape: [5], dtype: 'bool' as const, values: [1, 0, 1, 1, 0] }];
    await expectSameAsCpu('simd', (x) => tf.exp(tf.cast(x, 'float32')), inputs, { relative: 2e-7 });
  });

  it('makes complex numbers, as tfjs does', async () => {
    const inputs = [{ shape: [2], dtype: 'float32' as const, values: [1, 2] }];
    await expectSameAsCpu('simd', (x) => tf.real(tf.cast(x, 'complex64')), inputs);
  });
});

describe('fill', () => {
  it.each([
    [[], 2.5, 'float32'],
    [[3, 5], -0.1, 'float32'],
    [[0, 2], 1, 'float32'],
    [[7], -7, 'int32'],
    [[7], 3e9, 'int32'],
    [[2, 9], 1, 'bool'],
    [[200, 1000], 0.5, undefined],
    [[2], 'a', 'string'],
  ] as const)('of shape %j with %s of type %s is that of tfjs', async (shape, value, dtype) => {
    if (typeof value === 'string') {
      await tf.setBackend('simd');
      const filled = tf.fill([...shape], value, dtype);
      expect(await filled.data()).toEqual(['a', 'a']);
      filled.dispose();
    } else await expectSameAsCpu('simd', () => tf.fill([...shape], value, dtype), []);
  });

  it.each(dtypes)('zerosLike and onesLike, of type %s', async (dtype) => {
    const inputs = [{ shape: [3, 3], dtype, values: [1, 0, 1, 1, 0, 1, 1, 0, 0] }];
    await expectSameAsCpu('simd', (x) => [tf.zerosLike(x), tf.onesLike(x)], inputs);
  });
});
