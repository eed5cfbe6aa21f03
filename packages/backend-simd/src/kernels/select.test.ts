import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import '../index';
import { shapePairs, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

describe('select', () => {
  it('is that of tfjs, for any types and shapes that where takes', async () => {
    const inputs = fc
      .tuple(shapePairs, fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const), fc.integer({ min: 0, max: 2 }))
      .chain(([[a, b], dtype, place]) =>
        fc.tuple(tensorsOf([a, b, a], 'bool'), tensorsOf([a, b, a], dtype)).map(([conditions, values]) => {
          const of = [0, 1, 2].map((i) => (i + place) % 3);
          return [conditions[of[0]], values[of[1]], values[of[2]]];
        }),
      );
    await fc.assert(
      fc.asyncProperty(inputs, (three) => expectSameAsCpu('simd', tf.where as never, three, { relative: 0 })),
      { numRuns: fuzzRuns(150), seed: 4 },
    );
  });

  it('leaves a condition of fewer axes, and two types, to tfjs', async () => {
    const condition = { shape: [2], dtype: 'bool' as const, values: [1, 0] };
    const t = { shape: [2, 2], dtype: 'float32' as const, values: [1, 2, 3, 4] };
    const run = (c: tf.Tensor, x: tf.Tensor, e: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel('Select', { condition: c, t: x, e }) as tf.Tensor;
    await expectSameAsCpu('simd', run as never, [condition, t, t]);
    const one = { shape: [2], dtype: 'float32' as const, values: [1.5, 2.5] };
    await expectSameAsCpu('simd', run as never, [condition, one, { ...one, dtype: 'int32', values: [3, 4] }]);
  });
});
