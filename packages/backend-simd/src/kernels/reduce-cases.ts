import type { PlainTensor } from '@gen/testing';
import fc from 'fast-check';

/** Numbers of every magnitude, and those that are none. */
const odd: readonly number[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  0,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1e-45,
  -1e-39,
];

/** A tensor from a seed: the same for the same arguments, with `oddities` of a thousand numbers out of the ordinary. */
export function madeTensor(
  shape: readonly number[],
  dtype: PlainTensor['dtype'],
  seed: number,
  oddities = 0,
  scale = 3,
): PlainTensor {
  let state = seed | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    if (dtype === 'bool') return next() < (seed % 2 === 0 ? 0.1 : 0.9) ? 1 : 0;
    if (dtype === 'int32') return next() < oddities / 1000 ? 2 ** 31 - 1 : Math.floor((next() - 0.5) * 2e6);
    return next() < oddities / 1000 ? odd[Math.floor(next() * odd.length)] : (next() - 0.5) * 2 * scale;
  });
  return { values, shape, dtype };
}

/** Shapes of up to six axes, with empty ones and ones of size 1, of a few thousand numbers at most. */
export const shapes: fc.Arbitrary<number[]> = fc
  .array(
    fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constantFrom(0, 17, 33, 70) }),
    {
      maxLength: 6,
    },
  )
  .filter((shape) => shape.reduce((a, b) => a * b, 1) <= 20000);

export const shapesAndAxes: fc.Arbitrary<{ shape: number[]; axes: number[] }> = shapes.chain((shape) =>
  fc.record({ shape: fc.constant(shape), axes: fc.subarray(shape.map((_, axis) => axis)) }),
);
