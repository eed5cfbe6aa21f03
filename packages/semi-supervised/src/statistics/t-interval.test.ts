import { createRng } from '@gen/core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { tInterval } from './t-interval';

describe('tInterval', () => {
  it.each(golden.tInterval)('agrees with scipy at level $level', ({ values, level, mean, sd, low, high }) => {
    const interval = tInterval(values, { level });
    expect(interval.n).toBe(values.length);
    expect(interval.mean).toBeCloseTo(mean, 12);
    expect(interval.sd).toBeCloseTo(sd, 12);
    expect(interval.low).toBeCloseTo(low, 9);
    expect(interval.high).toBeCloseTo(high, 9);
  });

  it('covers the mean of normal numbers 95 times in 100', () => {
    const rng = createRng(11);
    const runs = 4000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { low, high } = tInterval(rng.fillNormal(new Float64Array(5), 3, 2));
      if (low! <= 3 && 3 <= high!) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.97);
  });

  it('says that a single value has no interval, in plain JSON', () => {
    const single = tInterval(Float32Array.of(0.5));
    expect(single).toEqual({ n: 1, mean: 0.5, sd: null, low: null, high: null });
    expect(JSON.parse(JSON.stringify(single))).toEqual(single);
  });

  it('refuses no values, values that are not finite, and levels that are none', () => {
    expect(() => tInterval([])).toThrow("tInterval: expected values to be at least one number, got '0 values'");
    expect(() => tInterval([1, Number.NaN])).toThrow('tInterval: expected values[1] to be finite, got NaN');
    for (const level of [0, 1, 95]) expect(() => tInterval([1, 2], { level })).toThrow(/expected level to be a number between/);
  });
});
