import type { PlainTensor } from '@gen/testing';
import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';

const dtype = fc.constantFrom<PlainTensor['dtype'][]>('float32', 'int32', 'bool');
const lengths = (min: number, max: number, longest = 5): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: 0, max: 20 }).map((n) => (n === 0 ? 0 : 1 + (n % longest))),
    { minLength: min, maxLength: max },
  );

/** Numbers that are all different, with a few that are not finite. */
function plain(shape: readonly number[], type: PlainTensor['dtype'], seed = 0): PlainTensor {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  const at = (_: unknown, i: number): number => {
    if (type === 'bool') return (i * 7 + seed) % 3 === 0 ? 1 : 0;
    if (type === 'int32') return i * 3 - 50 + seed;
    return (i + seed) % 11 === 3 ? special[i % 4] : i + 0.25 + seed;
  };
  return { shape, dtype: type, values: Array.from({ length: tf.util.sizeFromShape([...shape]) }, at) };
}

const exact = { relative: 0 };
const same = (fn: (...xs: tf.Tensor[]) => tf.Tensor | tf.Tensor[], inputs: PlainTensor[]): Promise<void> =>
  expectSameAsCpu('simd', fn, inputs, exact);

function fuzz<T>(name: string, runs: number, arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>): void {
  it(name, () => fc.assert(fc.asyncProperty(arbitrary, property), { numRuns: fuzzRuns(runs), seed: 4 }));
}

const shaped = (min: number, max: number): fc.Arbitrary<PlainTensor> =>
  fc.tuple(lengths(min, max), dtype).map(([shape, type]) => plain(shape, type));

/** A tensor with something chosen for each of its axes. */
const perAxis = <T>(min: number, max: number, choose: (length: number) => fc.Arbitrary<T>): fc.Arbitrary<[PlainTensor, T[]]> =>
  shaped(min, max).chain((x) => fc.tuple(...x.shape.map(choose)).map((chosen): [PlainTensor, T[]] => [x, chosen as T[]]));

const withAxis = (min: number, max: number): fc.Arbitrary<[PlainTensor, number]> =>
  shaped(min, max).chain((x) => fc.tuple(fc.constant(x), fc.integer({ min: -x.shape.length, max: x.shape.length - 1 })));

describe('copies as tfjs makes them', () => {
  const order = shaped(0, 6).chain((x) =>
    fc.tuple(fc.constant(x), fc.shuffledSubarray([...x.shape.keys()], { minLength: x.shape.length })),
  );
  fuzz('transpose', 150, order, ([x, perm]) => same((t) => tf.transpose(t, perm), [x]));

  const box = perAxis(1, 6, (length) =>
    fc.tuple(fc.nat(length), fc.nat(length)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b)]),
  );
  fuzz('slice', 150, box, ([x, cuts]) =>
    same(
      (t) =>
        tf.slice(
          t,
          cuts.map(([begin]) => begin),
          cuts.map(([, size]) => size),
        ),
      [x],
    ),
  );

  const end = fc.integer({ min: -7, max: 7 });
  const stride = fc.constantFrom(-3, -2, -1, 1, 1, 1, 2, 3);
  const mask = fc.constantFrom(0, 0, 1, 2, 3, 5);
  const strided = fc.tuple(
    perAxis(1, 5, () => fc.tuple(end, end, stride)),
    mask,
    mask,
    mask,
  );
  fuzz('stridedSlice', 150, strided, ([[x, cuts], beginMask, endMask, shrink]) => {
    const column = (i: number): number[] => cuts.map((cut) => cut[i]);
    const shrunk = column(2).every((step) => step > 0) ? shrink : 0;
    return same((t) => tf.stridedSlice(t, column(0), column(1), column(2), beginMask, endMask, 0, 0, shrunk), [x]);
  });
  fuzz('stridedSlice with new axes and an ellipsis', 50, shaped(2, 4), (x) =>
    same((t) => tf.stridedSlice(t, [0, 0, 0], [9, 9, 9], [1, 1, 2], 0, 0, 2, 1, 0), [x]),
  );

  const margins = perAxis(0, 6, () => fc.tuple(fc.nat(3), fc.nat(3)));
  fuzz('pad', 150, fc.tuple(margins, fc.constantFrom(0, 1, -2.5, Number.NaN)), ([[x, paddings], value]) =>
    same((t) => tf.pad(t, paddings, x.dtype === 'float32' ? value : Math.round(value) || 0), [x]),
  );
  for (const mode of ['reflect', 'symmetric'] as const) {
    const mirrored = perAxis(1, 5, (length) => {
      const most = Math.max(0, mode === 'reflect' ? length - 1 : length);
      return fc.tuple(fc.nat(most), fc.nat(most));
    });
    fuzz(`mirrorPad, ${mode}`, 100, mirrored, ([x, paddings]) => same((t) => tf.mirrorPad(t, paddings, mode), [x]));
  }

  const joined = fc.tuple(withAxis(1, 5), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }));
  fuzz('concat', 150, joined, ([[x, axis], parts]) => {
    const at = axis < 0 ? axis + x.shape.length : axis;
    const tensors = parts.map((length, i) =>
      plain(
        x.shape.map((n, j) => (j === at ? length : n)),
        x.dtype,
        i * 100,
      ),
    );
    return same((...ts) => tf.concat(ts, axis), tensors);
  });
  const stacked = fc.tuple(shaped(0, 5), fc.nat(5), fc.integer({ min: 1, max: 4 }));
  fuzz('stack', 100, stacked, ([x, axis, count]) =>
    same(
      (...ts) => tf.stack(ts, axis % (x.shape.length + 1)),
      Array.from({ length: count }, (_, i) => plain(x.shape, x.dtype, i * 100)),
    ),
  );
  fuzz('unstack', 100, withAxis(1, 6), ([x, axis]) => same((t) => tf.unstack(t, axis), [x]));
  const divided = fc.tuple(withAxis(1, 6), fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }));
  fuzz('split', 100, divided, ([[x, axis], sizes]) => {
    const at = axis < 0 ? axis + x.shape.length : axis;
    const length = sizes.reduce((a, b) => a + b);
    return same(
      (t) => tf.split(t, sizes, axis),
      [
        plain(
          x.shape.map((n, i) => (i === at ? length : n)),
          x.dtype,
        ),
      ],
    );
  });

  fuzz(
    'tile',
    150,
    perAxis(1, 6, () => fc.constantFrom(0, 1, 1, 2, 3)),
    ([x, reps]) => same((t) => tf.tile(t, reps), [x]),
  );
  const spread = fc.tuple(
    shaped(0, 5),
    fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 1 }),
    fc.infiniteStream(fc.boolean()),
  );
  fuzz('broadcastTo', 100, spread, ([x, outer, ones]) => {
    const shape = x.shape.map((n) => (ones.next().value ? 1 : n));
    return same((t) => tf.broadcastTo(t, [...outer, ...x.shape] as never), [plain(shape, x.dtype)]);
  });
  fuzz(
    'reverse',
    100,
    perAxis(0, 6, () => fc.boolean()),
    ([x, turned]) =>
      same(
        (t) =>
          tf.reverse(
            t,
            turned.flatMap((turn, i) => (turn ? [i] : [])),
          ),
        [x],
      ),
  );

  const blocks = fc.tuple(lengths(4, 4, 3), fc.integer({ min: 2, max: 3 }));
  fuzz('depthToSpace', 50, blocks, ([[batch, height, width, depth], block]) =>
    same(
      (t) => tf.depthToSpace(t as tf.Tensor4D, block, 'NHWC'),
      [plain([batch, height, width, depth * block * block], 'float32')],
    ),
  );
  const spatial = fc.tuple(
    lengths(3, 5, 3),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2)), { minLength: 1, maxLength: 2 }),
    dtype,
  );
  fuzz('spaceToBatchND and batchToSpaceND', 100, spatial, ([shape, axes, type]) => {
    const sizes = axes.map(([block]) => block);
    // Padded before, and after up to a multiple of the block.
    const paddings = axes.map(([block, before], i): [number, number] => [
      before,
      (block - ((shape[i + 1] + before) % block)) % block,
    ]);
    const x = plain(shape, type);
    return same(
      (t) => {
        const y = tf.spaceToBatchND(t, sizes, paddings);
        return [y, tf.batchToSpaceND(y, sizes, paddings)];
      },
      [x],
    );
  });
});

describe('copies that are large or far from straight', () => {
  const cases: Record<string, [(t: tf.Tensor) => tf.Tensor | tf.Tensor[], number[]]> = {
    'a long row': [(t) => tf.slice(t, [1], [90000]), [90002]],
    'a matrix': [(t) => tf.transpose(t), [219, 403]],
    'a matrix with long rows': [(t) => tf.transpose(t), [5003, 18]],
    'a matrix of a power of two': [(t) => tf.transpose(t), [512, 256]],
    'few channels first': [(t) => tf.transpose(t, [0, 3, 1, 2]), [3, 50, 70, 3]],
    'few channels last': [(t) => tf.transpose(t, [0, 2, 3, 1]), [3, 3, 50, 70]],
    'heads of attention': [(t) => tf.transpose(t, [0, 2, 1, 3]), [3, 40, 6, 24]],
    'six axes backwards': [(t) => tf.transpose(t), [3, 4, 5, 6, 7, 8]],
    'six axes repeated': [(t) => tf.tile(t, [2, 3, 2, 2, 2, 3]), [2, 3, 2, 3, 2, 2]],
    'a column repeated': [(t) => tf.tile(t, [1, 300]), [301, 1]],
    'a row repeated': [(t) => tf.tile(t, [3001, 1]), [1, 33]],
    'a margin around images': [
      (t) =>
        tf.pad(
          t,
          [
            [0, 0],
            [1, 2],
            [3, 1],
            [0, 0],
          ],
          2,
        ),
      [4, 61, 67, 5],
    ],
    'a margin of few numbers': [
      (t) =>
        tf.pad(
          t,
          [
            [2, 0],
            [0, 3],
            [1, 1],
          ],
          1,
        ),
      [30, 20, 31],
    ],
    'margins around nothing': [
      (t) =>
        tf.pad(
          t,
          [
            [50, 50],
            [3, 4],
            [5, 6],
          ],
          1,
        ),
      [7, 0, 9],
    ],
    'a mirrored margin': [
      (t) =>
        tf.mirrorPad(
          t,
          [
            [0, 0],
            [20, 19],
            [30, 3],
            [0, 0],
          ],
          'reflect',
        ),
      [2, 61, 67, 5],
    ],
    'every third backwards': [(t) => tf.stridedSlice(t, [-1, -1], [-400, -900], [-1, -3]), [300, 700]],
    'parts of the last axis': [(t) => tf.split(t, [1, 5, 32], -1), [1500, 38]],
  };
  it.each(Object.entries(cases))('%s', async (_, [fn, shape]) => {
    for (const type of ['float32', 'bool'] as const) await same(fn, [plain(shape, type)]);
  });
});
