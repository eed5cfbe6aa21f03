import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { madeTensor, shapesAndAxes } from './reduce-cases';

type Reduction = (x: tf.Tensor, axes?: number[], keepDims?: boolean) => tf.Tensor;

const reductions: readonly (readonly [string, Reduction, readonly PlainTensor['dtype'][]])[] = [
  ['sum', tf.sum, ['float32', 'int32', 'bool']],
  ['mean', tf.mean, ['float32', 'int32', 'bool']],
  ['max', tf.max, ['float32', 'int32', 'bool']],
  ['min', tf.min, ['float32', 'int32', 'bool']],
  ['prod', tf.prod, ['float32', 'int32', 'bool']],
  ['any', tf.any, ['bool']],
  ['all', tf.all, ['bool']],
];

/** Sums in doubles differ by the order of a few roundings of 1e-16; then both are rounded to 24 bits. The mean of cpu has two more. */
const tolerance = (name: string, { values }: PlainTensor): { relative: number; absolute: number } => {
  const total = Array.from(values).reduce((sum, value) => sum + (Number.isFinite(value) ? Math.abs(value) : 0), 0);
  const [relative, unit] = { sum: [1.2e-7, 1e-13], mean: [5e-7, 1.2e-7] }[name] ?? [0, 0];
  return { relative, absolute: unit * (name === 'mean' ? Math.min(total, 1e30) : total) };
};

const check = async (name: string, op: Reduction, x: PlainTensor, axes: number[], keepDims: boolean): Promise<void> => {
  // An empty list of axes would mean all.
  const run = (input: tf.Tensor): tf.Tensor => op(input, axes, keepDims);
  await expectSameAsCpu('simd', run, [x], tolerance(name, x));
};

for (const [name, op, dtypes] of reductions) {
  test(`${name} on any axes of any tensor is that of cpu`, async () => {
    await fc.assert(
      fc.asyncProperty(
        shapesAndAxes,
        fc.constantFrom(...dtypes),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom(0, 0, 3, 100),
        async ({ shape, axes }, dtype, keepDims, seed, oddities) =>
          check(name, op, madeTensor(shape, dtype, seed, oddities, name === 'prod' ? 30 : 3), axes, keepDims),
      ),
      { numRuns: fuzzRuns(60), seed: 4001 },
    );
  });

  test.each([
    [[40_000], [0]],
    [[70_001], [0]],
    [[3, 33_333], [1]],
    [[40_000, 3], [0]],
    [[20_000, 5], [0]],
    [[3000, 64], [0]],
    [[50, 700], [0]],
    [[50, 703], [0]],
    [[2, 3000, 19], [1]],
    [
      [2, 3, 17_000],
      [0, 2],
    ],
    [
      [3, 5, 400, 11],
      [0, 2],
    ],
    [
      [600, 3, 70, 2],
      [0, 2],
    ],
    [
      [200, 3, 200],
      [0, 2],
    ],
    [
      [3, 2, 4, 3, 40, 20],
      [1, 3, 5],
    ],
    [
      [3, 2, 40, 3, 40, 20],
      [0, 2, 4],
    ],
    [
      [100, 20, 20, 1],
      [0, 1, 2],
    ],
  ])(`${name} of %j on %j is that of cpu`, async (shape, axes) => {
    const [dtype] = dtypes;
    const x = madeTensor(shape, dtype, 7, 0, name === 'prod' ? 4 : 3);
    // A product that is neither 0 nor infinite.
    const values =
      name === 'prod' ? Array.from(x.values as number[], (v, i) => (i % 7 === 0 ? v : Math.sign(v) * 1.0001)) : x.values;
    await check(name, op, { ...x, values }, axes, false);
    if (dtypes.includes('int32') && name !== 'prod') await check(name, op, madeTensor(shape, 'int32', 7), axes, true);
  });
}

test('a sum of integers wraps as that of cpu', async () => {
  await check('sum', tf.sum, madeTensor([50_000], 'int32', 3, 900), [0], false);
});

test('a sum neither overflows nor cancels on the way', async () => {
  await tf.setBackend('simd');
  const repeated = (...values: number[]): tf.Tensor => tf.tensor(values.flatMap((value) => new Array<number>(8).fill(value)));
  const x = [repeated(3e38, 3e38, -3e38, -3e38), repeated(1e8, 1, -1e8)];
  const sums = x.map((values) => tf.sum(values));
  expect(await Promise.all(sums.map(async (sum) => (await sum.data())[0]))).toEqual([0, 8]);
  tf.dispose([x, sums]);
  await tf.setBackend('cpu');
});

for (const [name, op] of [
  ['argMax', tf.argMax],
  ['argMin', tf.argMin],
] as const) {
  test(`${name} along any axis is that of cpu, the first of equal ones and past NaN`, async () => {
    await fc.assert(
      fc.asyncProperty(
        shapesAndAxes.filter(({ axes }) => axes.length > 0),
        fc.constantFrom('float32', 'float32', 'int32', 'bool'),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom(0, 3, 100, 1000),
        async ({ shape, axes }, dtype, seed, oddities) => {
          const made = madeTensor(shape, dtype as PlainTensor['dtype'], seed, oddities);
          // Few different values: many ties.
          const values = seed % 2 === 0 ? made.values : Array.from(made.values, (v) => (Math.abs(v) < 10 ? Math.round(v) : v));
          await expectSameAsCpu('simd', (x) => op(x, axes[0]), [{ ...made, values }]);
        },
      ),
      { numRuns: fuzzRuns(60), seed: 4002 },
    );
  });

  test.each([
    [[50_000], 0],
    [[3, 700, 2], 1],
    [[200, 301], 0],
    [[200, 301], 1],
  ])(`${name} of %j along %j is that of cpu`, async (shape, axis) => {
    await expectSameAsCpu('simd', (x) => op(x, axis), [madeTensor(shape, 'float32', 5)]);
  });
}
