import type { PlainTensor } from '@gen/testing';
import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';

const size = (shape: readonly number[]): number => tf.util.sizeFromShape([...shape]);
const length = fc.integer({ min: 0, max: 15 }).map((n) => (n === 0 ? 0 : 1 + (n % 5)));
const lengths = (min: number, max: number): fc.Arbitrary<number[]> => fc.array(length, { minLength: min, maxLength: max });
const dtype = fc.constantFrom<PlainTensor['dtype'][]>('float32', 'int32', 'bool');
const plain = (shape: readonly number[], type: PlainTensor['dtype']): PlainTensor => {
  const at = (_: unknown, i: number): number =>
    type === 'bool' ? (i >> 1) & 1 : type === 'int32' ? 7 * i - 40 : i % 13 === 5 ? Number.NaN : Math.sin(i) * 9;
  return { shape, dtype: type, values: Array.from({ length: size(shape) }, at) };
};
const finite = (shape: readonly number[]): PlainTensor => {
  const values = Array.from({ length: size(shape) }, (_, i) => Math.sin(i + 1) * 9);
  return { shape, dtype: 'float32', values };
};

/** Whole numbers from a seed, below `below`, but for a few cases in which one of them is not. */
function integers(shape: readonly number[], below: number, seed: number, wrong: number | undefined): PlainTensor {
  const values = Array.from(
    { length: size(shape) },
    (_, i) => Math.abs(Math.imul(seed + i * 31, 40503) >> 4) % Math.max(1, below),
  );
  if (wrong !== undefined && values.length > 0) values[seed % values.length] = wrong;
  return { shape, dtype: 'int32', values };
}
const seed = fc.nat(1000);
const wrong = fc.nat(30).map((n) => [-1, 5, 100][n]);

function fuzz<T>(name: string, runs: number, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): void {
  it(name, () => fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: fuzzRuns(runs), seed: 4 }));
}
const same = (fn: (...xs: tf.Tensor[]) => tf.Tensor, inputs: PlainTensor[], relative = 0): Promise<void> =>
  expectSameAsCpu('simd', fn, inputs, { relative, absolute: relative });

describe('gather and scatter as tfjs does', () => {
  const taken = fc
    .tuple(lengths(1, 4), lengths(0, 3), dtype, seed, wrong)
    .chain((rest) => fc.tuple(fc.constant(rest), fc.integer({ min: -rest[0].length, max: rest[0].length - 1 })));
  fuzz('gather', 200, taken, ([[shape, indices, type, from, bad], axis]) =>
    same(
      (x, i) => tf.gather(x, i as tf.Tensor1D, axis),
      [plain(shape, type), integers(indices, shape.at(axis)!, from, shape.at(axis) === 0 ? 0 : bad)],
    ),
  );
  // A batch of none is an error in tfjs cpu, for a shape of NaN that it computes on the way.
  const batched = fc
    .tuple(lengths(2, 5), lengths(0, 2), dtype, seed)
    .map(([shape, ...rest]) => [shape.map((n, i) => (i < shape.length - 1 ? Math.max(1, n) : n)), ...rest] as const)
    .chain((rest) => fc.tuple(fc.constant(rest), fc.integer({ min: 1, max: rest[0].length - 1 })))
    .chain((rest) => fc.tuple(fc.constant(rest), fc.integer({ min: 1, max: rest[1] })));
  fuzz('gather by batch', 150, batched, ([[[shape, indices, type, from], axis], batchDims]) =>
    same(
      (x, i) => tf.gather(x, i as tf.Tensor1D, axis, batchDims),
      [plain(shape, type), integers([...shape.slice(0, batchDims), ...indices], shape[axis], from, undefined)],
    ),
  );
  const tuples = fc
    .tuple(lengths(1, 5), lengths(0, 2), dtype, seed, wrong)
    .chain((rest) => fc.tuple(fc.constant(rest), fc.integer({ min: 1, max: rest[0].length })));
  const smallest = (shape: readonly number[], rank: number): number => Math.min(...shape.slice(0, rank));
  fuzz('gatherND', 200, tuples, ([[shape, outer, type, from, bad], rank]) =>
    same((x, i) => tf.gatherND(x, i), [plain(shape, type), integers([...outer, rank], smallest(shape, rank), from, bad)]),
  );
  fuzz('scatterND', 200, tuples, ([[shape, outer, type, from, bad], rank]) => {
    const updates = plain([...outer, ...shape.slice(rank)], type);
    const indices = integers([...outer, rank], smallest(shape, rank), from, bad);
    return same((u, i) => tf.scatterND(i, u, shape as [number]), [updates, indices]);
  });
  fuzz(
    'unsortedSegmentSum',
    150,
    fc.tuple(lengths(1, 4), fc.integer({ min: 0, max: 6 }), seed, wrong),
    ([shape, segments, from, bad]) =>
      same(
        (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, segments),
        [finite(shape), integers([shape[0]], segments, from, bad)],
        1e-5,
      ),
  );
  const classes = fc.tuple(
    lengths(0, 5),
    fc.integer({ min: 2, max: 6 }),
    dtype,
    seed,
    wrong,
    fc.tuple(fc.constantFrom(1, 7), fc.constantFrom(0, -2)),
  );
  fuzz('oneHot', 150, classes, ([shape, depth, type, from, bad, [on, off]]) =>
    same(
      (i) => (type === 'bool' ? tf.oneHot(i, depth, 1, 0, type) : tf.oneHot(i, depth, on, off, type)),
      [integers(shape, depth, from, bad)],
    ),
  );
});

describe('on simd', () => {
  let before: string;
  beforeEach(async () => {
    before = tf.getBackend();
    await tf.setBackend('simd');
  });
  afterEach(() => tf.setBackend(before));

  it.each([
    [3000, 40, 50],
    [400, 200, 7],
    [100000, 1, 3],
    [70000, 3, 100],
    [5000, 33, 1],
    [9000, 128, 3],
  ])('sums %d rows of %d into %d, each number in the order of the rows', async (rows, width, segments) => {
    const values = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * 1.7));
    const ids = Int32Array.from({ length: rows }, (_, i) => (Math.imul(i, 2654435761) >>> 8) % (segments + 1));
    const want = new Float32Array(segments * width);
    for (let i = 0; i < rows; i++)
      if (ids[i] < segments) for (let j = 0; j < width; j++) want[ids[i] * width + j] += values[i * width + j];
    const got = tf.tidy(() => tf.unsortedSegmentSum(tf.tensor2d(values, [rows, width]), tf.tensor1d(ids, 'int32'), segments));
    expect(await got.data()).toEqual(want);
    got.dispose();
  });

  it('keeps what is not finite in its own segment, and drops rows of no segment', async () => {
    const got = tf.tidy(() => tf.unsortedSegmentSum([1, Number.NaN, 2, Number.POSITIVE_INFINITY, 8, 9], [0, 1, 0, 2, -1, 4], 4));
    expect([...(await got.data())]).toEqual([3, Number.NaN, Number.POSITIVE_INFINITY, 0]);
    got.dispose();
  });

  it.each([
    [[5000, 24], 20000],
    [[70, 3000], 300],
    [[100000], 90000],
  ])('takes rows of %j by %d indices', async (shape, count) => {
    const width = size(shape.slice(1));
    const values = Float32Array.from({ length: size(shape) }, (_, i) => i);
    const ids = Int32Array.from({ length: count }, (_, i) => (Math.imul(i, 2654435761) >>> 8) % shape[0]);
    const got = tf.tidy(() => tf.gather(tf.tensor(values, shape), tf.tensor1d(ids, 'int32')));
    const data = await got.data();
    expect(data.every((value, i) => value === ids[Math.floor(i / width)] * width + (i % width))).toBe(true);
    got.dispose();
  });

  it('takes nothing from a batch of none', async () => {
    const got = tf.tidy(() => tf.gather(tf.zeros([0, 3, 2]), tf.zeros([0, 5], 'int32'), 1, 1));
    expect(got.shape).toEqual([0, 5, 2]);
    got.dispose();
  });

  it('leaves nothing behind where an index is refused', () => {
    const [x, bad] = [tf.zeros([3, 2]), tf.tensor2d([[7]], [1, 1], 'int32')];
    const held = (): number => tf.engine().backend.numDataIds();
    const begin = held();
    const refused = (fn: () => tf.Tensor, message: string): void => expect(() => tf.tidy(fn)).toThrow(message);
    refused(() => tf.gather(x, tf.reshape(bad, [1])), 'the index value 7 is not in [0, 2]');
    refused(() => tf.gatherND(x, bad), 'does not index into');
    refused(() => tf.scatterND(bad, tf.ones([1, 2]), [3, 2]), 'does not index into');
    expect(held()).toBe(begin);
    tf.dispose([x, bad]);
  });
});
