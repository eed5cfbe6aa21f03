import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import '../index';
import { shapePairs, shapes, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

type Op = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const kernel =
  (name: string, [first, second]: readonly [string, string]): Op =>
  (a, b) =>
    tf.engine().runKernel(name, { [first]: a, [second]: b }) as tf.Tensor;

const exact = { relative: 0 };
// A unit in the last place, or the least number that is not 0.
const ulp = { relative: 1.2e-7, absolute: 1.5e-45 };

const floats: readonly (readonly [string, Op, { relative: number; absolute?: number }])[] = [
  ['add', tf.add, exact],
  ['sub', tf.sub, exact],
  ['mul', tf.mul, exact],
  ['div', tf.div, exact],
  ['maximum', tf.maximum, exact],
  ['minimum', tf.minimum, exact],
  ['squaredDifference', tf.squaredDifference, { relative: 2.4e-7, absolute: 1.5e-45 }],
  ['pow', tf.pow, ulp],
  ['prelu', tf.prelu, exact],
];

const integers: readonly (readonly [string, Op])[] = [
  ['add', tf.add],
  ['sub', tf.sub],
  ['mul', tf.mul],
  ['maximum', tf.maximum],
  ['minimum', tf.minimum],
  ['floorDiv', tf.floorDiv],
];

const pairs = (dtype: 'float32' | 'int32'): fc.Arbitrary<PlainTensor[]> => shapePairs.chain((two) => tensorsOf(two, dtype));

describe('functions of two tensors are those of tfjs', () => {
  it.each(floats)('%s of floats', async (_, op, tolerance) => {
    await fc.assert(
      fc.asyncProperty(pairs('float32'), (inputs) => expectSameAsCpu('simd', op as never, inputs, tolerance)),
      { numRuns: fuzzRuns(60), seed: 4 },
    );
  });

  it.each(integers)('%s of integers', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(pairs('int32'), (inputs) => expectSameAsCpu('simd', op as never, inputs, exact)),
      { numRuns: fuzzRuns(40), seed: 5 },
    );
  });

  it.each([-1, -0.5, 0, 0.5, 1, 2, 3, -2, 1.7, Number.NaN, Number.POSITIVE_INFINITY])('pow to the power %s', async (exponent) => {
    const tensors = fc
      .tuple(shapes(), fc.constantFrom([], [1], [1, 1, 1]))
      .chain(([shape, one]) =>
        tensorsOf([shape], 'float32').map(([x]) => [x, { shape: one, dtype: 'float32' as const, values: [exponent] }]),
      );
    await fc.assert(
      fc.asyncProperty(tensors, (inputs) => expectSameAsCpu('simd', tf.pow as never, inputs, { ...ulp, relative: 2e-7 })),
      { numRuns: fuzzRuns(25), seed: 6 },
    );
  });

  it('eluGrad', async () => {
    const op = kernel('EluGrad', ['dy', 'y']);
    await fc.assert(
      fc.asyncProperty(
        shapes().chain((shape) => tensorsOf([shape, shape], 'float32')),
        (inputs) => expectSameAsCpu('simd', op as never, inputs, { relative: 3e-7, absolute: 1e-12 }),
      ),
      { numRuns: fuzzRuns(60), seed: 7 },
    );
  });

  it('leaves other types, and shapes that do not fit, to tfjs', async () => {
    const bools = { shape: [3], dtype: 'bool' as const, values: [1, 0, 1] };
    await expectSameAsCpu('simd', tf.maximum as never, [bools, bools]);
    const three = { shape: [3], dtype: 'float32' as const, values: [1, 2, 3] };
    await expectSameAsCpu('simd', tf.add as never, [three, { ...three, shape: [2], values: [1, 2] }]);
    await expectSameAsCpu('simd', tf.add as never, [three, bools]);
  });
});
