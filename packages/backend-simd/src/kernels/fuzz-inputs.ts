import type { PlainTensor } from '@gen/testing';
import fc from 'fast-check';

type Dtype = PlainTensor['dtype'];

const special = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -0.5,
  2.5,
  -3,
  1e-40,
  -1e-45,
  3e38,
  -3e38,
  2147483648,
  -2147483648,
  4294967808,
  1e10,
].map(Math.fround);

const values: Readonly<Record<Dtype, fc.Arbitrary<number>>> = {
  float32: fc.oneof(fc.constantFrom(...special), fc.float({ min: -8, max: 8, noNaN: true }), fc.float()),
  int32: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -70000, max: 70000 }), fc.integer()),
  bool: fc.integer({ min: 0, max: 1 }),
};

/** Tensors of given shapes, whose values repeat a few that are chosen, in an order of their own. */
export const tensorsOf = (shapes: readonly (readonly number[])[], dtype: Dtype): fc.Arbitrary<PlainTensor[]> =>
  fc.array(values[dtype], { minLength: 1, maxLength: 29 }).map((chosen) =>
    shapes.map((shape, i) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return { shape, dtype, values: Array.from({ length: size }, (_, j) => chosen[(j * (2 * i + 1) + i) % chosen.length]) };
    }),
  );

const axis = fc.oneof({ weight: 1, arbitrary: fc.constantFrom(0) }, { weight: 12, arbitrary: fc.integer({ min: 1, max: 9 }) });

/** Shapes of at most `rank` axes, now and then one long axis. */
export const shapes = (rank = 4): fc.Arbitrary<number[]> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(axis, { maxLength: rank }) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 9000 })) },
  );

/** Two shapes that can be broadcast against each other, of up to six axes. */
export const shapePairs: fc.Arbitrary<[number[], number[]]> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.array(fc.oneof(axis, fc.integer({ min: 1, max: 3 })), { maxLength: 6 }) },
      // Many short rows, and few long ones.
      { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 100, max: 500 }), fc.integer({ min: 1, max: 40 })) },
      { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4000, max: 5000 })) },
    ),
    fc.infiniteStream(fc.constantFrom(...'abxxx')),
    fc.constantFrom(0, 0, 1, 2),
    fc.boolean(),
  )
  .filter(([shape]) => shape.reduce((product, n) => product * n, 1) < 30_000)
  .map(([shape, choose, dropped, first]) => {
    const marks = shape.map(() => choose.next().value as string);
    const narrowed = (mark: string, drop: number): number[] => shape.map((n, i) => (marks[i] === mark ? 1 : n)).slice(drop);
    return first ? [narrowed('a', dropped), narrowed('b', 0)] : [narrowed('a', 0), narrowed('b', dropped)];
  });
