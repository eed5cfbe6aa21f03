import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { wilsonInterval } from './wilson-interval';

describe('wilsonInterval', () => {
  it.each(golden.wilson)('agrees with scipy for $successes of $n at level $level', ({ successes, n, level, low, high }) => {
    const interval = wilsonInterval(successes, n, { level });
    expect(interval.proportion).toBe(successes / n);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  });

  it('holds the proportion, stays within [0, 1] and mirrors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), (n, k) => {
        const successes = k % (n + 1);
        const { low, high, proportion } = wilsonInterval(successes, n);
        const other = wilsonInterval(n - successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(proportion + 1e-15);
        expect(high).toBeGreaterThanOrEqual(proportion - 1e-15);
        expect(other.low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  it('refuses counts that do not fit', () => {
    expect(() => wilsonInterval(3, 2)).toThrow('wilsonInterval: expected successes to be at most n, 2, got 3');
    expect(() => wilsonInterval(-1, 2)).toThrow(/expected successes to be an integer of at least 0/);
    expect(() => wilsonInterval(0, 0)).toThrow(/expected n to be an integer of at least 1/);
    expect(() => wilsonInterval(1, 2, { level: 1 })).toThrow(/expected level/);
  });
});
