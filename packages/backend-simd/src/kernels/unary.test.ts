import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../index';
import { shapes, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

type Op = (x: tf.Tensor) => tf.Tensor;

const exact = { relative: 0 };
/** So many units in the last place; below 2^-126 those are 2^-149 each. */
const ulps = (n: number): { relative: number; absolute: number } => ({ relative: n * 1.2e-7, absolute: n * 1.5e-45 });

const ops: readonly (readonly [string, Op, { relative: number; absolute?: number }])[] = [
  ['abs', tf.abs, exact],
  ['ceil', tf.ceil, exact],
  ['clipByValue', (x) => tf.clipByValue(x, -0.7, 2.1), exact],
  ['clipByValue without end', (x) => tf.clipByValue(x, 0, Number.POSITIVE_INFINITY), exact],
  ['cos', tf.cos, { relative: 1.2e-7, absolute: 1e-11 }],
  // Of small numbers tfjs's formula, e^x - 1, loses digits that expm1 keeps.
  ['elu', tf.elu, { relative: 5e-7, absolute: 1e-15 }],
  // Within the error of tfjs's formula, 1.5e-7.
  ['erf', tf.erf, { relative: 0, absolute: 3e-7 }],
  ['exp', tf.exp, ulps(2)],
  ['expm1', tf.expm1, ulps(4)],
  ['floor', tf.floor, exact],
  ['isFinite', tf.isFinite, exact],
  ['isInf', tf.isInf, exact],
  ['isNaN', tf.isNaN, exact],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.3), ulps(1)],
  ['log', tf.log, ulps(2)],
  ['log1p', tf.log1p, ulps(3)],
  ['neg', tf.neg, exact],
  ['reciprocal', tf.reciprocal, exact],
  ['relu', tf.relu, exact],
  ['relu6', tf.relu6, exact],
  ['round', tf.round, exact],
  ['rsqrt', tf.rsqrt, ulps(2)],
  ['selu', tf.selu, { relative: 6e-7, absolute: 1e-15 }],
  ['sigmoid', tf.sigmoid, ulps(3)],
  ['sign', tf.sign, exact],
  ['sin', tf.sin, { relative: 1.2e-7, absolute: 1e-11 }],
  // tfjs has e^x below -14, and log(1 + e^x) as it stands above it.
  ['softplus', tf.softplus, { relative: 4e-7 }],
  ['sqrt', tf.sqrt, exact],
  ['square', tf.square, exact],
  ['step', (x) => tf.step(x), exact],
  ['step with a slope', (x) => tf.step(x, 0.2), ulps(1)],
  ['tanh', tf.tanh, ulps(3)],
];

describe('functions of one tensor are those of tfjs', () => {
  it.each(ops)('%s', async (_, op, tolerance) => {
    await fc.assert(
      fc.asyncProperty(
        shapes(6).chain((shape) => tensorsOf([shape], 'float32')),
        (inputs) => expectSameAsCpu('simd', op as never, inputs, tolerance),
      ),
      { numRuns: fuzzRuns(40), seed: 4 },
    );
  });

  it.each<readonly [string, Op]>([
    ['abs', tf.abs],
    ['relu', tf.relu],
    ['neg', tf.neg],
    ['square', tf.square],
    ['sign', tf.sign],
    ['clipByValue', (x) => tf.clipByValue(x, -2, 3)],
  ])('%s of integers', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(
        shapes().chain((shape) => tensorsOf([shape], 'int32')),
        (inputs) => expectSameAsCpu('simd', op as never, inputs, exact),
      ),
      { numRuns: fuzzRuns(10), seed: 5 },
    );
  });

  it('logicalNot', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes().chain((shape) => tensorsOf([shape], 'bool')),
        (inputs) => expectSameAsCpu('simd', tf.logicalNot as never, inputs, exact),
      ),
      { numRuns: fuzzRuns(20), seed: 6 },
    );
  });
});

/** erf by its series at 0, in 64 bits: enough up to 3, from where on it is 1 to 2.3e-5. */
function erfSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

describe('erf', () => {
  const before = tf.getBackend();
  afterAll(() => tf.setBackend(before));

  it('is within 2 ulp of the exact value, where the formula of tfjs has lost most digits too', async () => {
    await tf.setBackend('simd');
    const xs = Float32Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 1 : 3) * 0.9996 ** i * (i % 3 === 0 ? -1 : 1));
    const x = tf.tensor1d(xs);
    const y = tf.erf(x);
    const got = await y.data();
    tf.dispose([x, y]);
    let worst = 0;
    for (const [i, value] of xs.entries()) {
      const exactly = erfSeries(value);
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(exactly))) - 23);
      worst = Math.max(worst, Math.abs(got[i] - exactly) / unit);
    }
    expect(worst).toBeLessThan(2);
  });
});
