import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { factor } from './product-cases';

/** Sums of k numbers in single precision, where cpu has double. */
const tolerance = (k: number) => ({ relative: 1e-6, absolute: 1e-5 + 1e-7 * k });
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const size = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 4, arbitrary: fc.integer({ min: 10, max: 70 }) },
  { weight: 1, arbitrary: fc.constantFrom(8, 24, 64, 161, 330, 520, 1100) },
);
const matrix = (rows: number, columns: number, turned: boolean): number[] => (turned ? [columns, rows] : [rows, columns]);
const sides = fc
  .record({ m: size, k: size, n: size, transposeA: fc.boolean(), transposeB: fc.boolean() })
  .filter(({ m, k, n }) => m * k * n < 4e6);

test('matMul is that of cpu for all transposes, sizes and batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      sides,
      fc.constantFrom<[number[], number[]]>(
        [[], []],
        [[], []],
        [[3], [3]],
        [[1], [4]],
        [[5], [1]],
        [
          [2, 3],
          [2, 3],
        ],
        [[2], []],
      ),
      seeds,
      fc.constantFrom(0, 0, 0, 4),
      async ({ m, k, n, transposeA, transposeB }, [batchA, batchB], seed, oddities) => {
        const a = factor([...batchA, ...matrix(m, k, transposeA)], seed, oddities);
        const b = factor([...batchB, ...matrix(k, n, transposeB)], seed + 1, oddities);
        await expectSameAsCpu('simd', (a, b) => tf.matMul(a, b, transposeA, transposeB), [a, b], tolerance(k));
      },
    ),
    { numRuns: fuzzRuns(250), seed: 4101 },
  );
}, 60_000);

test('matMul broadcasts batches on either side and both', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('same', 'a', 'b', 'only a', 'only b')), { maxLength: 3 }),
      fc.record({ m: fc.integer({ min: 1, max: 6 }), k: fc.integer({ min: 0, max: 5 }), n: fc.integer({ min: 1, max: 9 }) }),
      fc.boolean(),
      fc.boolean(),
      async (axes, { m, k, n }, transposeA, transposeB) => {
        // Axes that one side lacks can only come first.
        const lead = axes.findIndex(([, kind]) => !kind.startsWith('only'));
        const own = (side: string): number[] =>
          axes.flatMap(([length, kind], i) => {
            const first = lead < 0 || i < lead;
            if (kind.startsWith('only')) return kind === `only ${side}` ? [length] : first && axes[0][1] === kind ? [] : [1];
            return kind === side ? [1] : [length];
          });
        const [shapeA, shapeB] = [
          [...own('a'), ...matrix(m, k, transposeA)],
          [...own('b'), ...matrix(k, n, transposeB)],
        ];
        const a = factor(shapeA, 5);
        const b = factor(shapeB, 6);
        const before = tf.getBackend();
        await tf.setBackend('simd');
        const got = tf.tidy(() =>
          tf.matMul(tf.tensor(a.values as number[], shapeA), tf.tensor(b.values as number[], shapeB), transposeA, transposeB),
        );
        // tfjs's cpu is wrong here: compare with a sum of a product instead.
        const want = tf.tidy(() => {
          const last = [...tf.broadcast_util.assertAndGetBroadcastShape(own('a'), own('b'))];
          const left = tf.tensor(a.values as number[], shapeA);
          const right = tf.tensor(b.values as number[], shapeB);
          const turn = (x: tf.Tensor, by: boolean): tf.Tensor =>
            by
              ? tf.transpose(
                  x,
                  [...x.shape.keys()].map((_, i, { length }) => (i < length - 2 ? i : 2 * length - 3 - i)),
                )
              : x;
          const product = tf.mul(tf.expandDims(turn(left, transposeA), -1), tf.expandDims(turn(right, transposeB), -3));
          return tf.reshape(tf.sum(product, -2), [...last, m, n]);
        });
        expect(got.shape).toEqual(want.shape);
        const [x, y] = [await got.data(), await want.data()];
        for (let i = 0; i < x.length; i++) expect(Math.abs(x[i] - y[i])).toBeLessThan(1e-5);
        tf.dispose([got, want]);
        await tf.setBackend(before);
      },
    ),
    { numRuns: fuzzRuns(60), seed: 4102 },
  );
});

const activations = ['linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'prelu'] as const;

test('fused matMul is that of cpu with every bias and activation', async () => {
  await fc.assert(
    fc.asyncProperty(
      sides.filter(({ m, n }) => m * n > 0),
      fc.constantFrom(...activations),
      fc.constantFrom('none', 'columns', 'number', 'one'),
      seeds,
      fc.constantFrom(0, 0, 3),
      async ({ m, k, n, transposeA, transposeB }, activation, kind, seed, oddities) => {
        const a = factor(matrix(m, k, transposeA), seed, oddities);
        const b = factor(matrix(k, n, transposeB), seed + 1);
        const bias = factor(kind === 'number' ? [] : [kind === 'one' ? 1 : n], seed + 2);
        const slopes = factor([n], seed + 3);
        await expectSameAsCpu(
          'simd',
          (a, b, bias, slopes) =>
            tf.fused.matMul({
              ...{ a: a as tf.Tensor2D, b: b as tf.Tensor2D, transposeA, transposeB, activation, leakyreluAlpha: 0.3 },
              ...{ bias: kind === 'none' ? undefined : bias, preluActivationWeights: slopes },
            }),
          [a, b, bias, slopes],
          tolerance(k),
        );
      },
    ),
    { numRuns: fuzzRuns(120), seed: 4103 },
  );
}, 60_000);

test('matMul of integers is left to cpu', async () => {
  const a = { ...factor([3, 4], 1), values: [...Array(12).keys()], dtype: 'int32' as const };
  const b = { ...factor([4, 5], 2), values: [...Array(20).keys()], dtype: 'int32' as const };
  await expectSameAsCpu('simd', (a, b) => tf.matMul(a, b), [a, b]);
});
