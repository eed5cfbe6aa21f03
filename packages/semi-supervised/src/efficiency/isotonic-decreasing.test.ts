import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isotonicDecreasing } from './isotonic-decreasing';

describe('isotonicDecreasing', () => {
  it('pools what rises', () => {
    expect(isotonicDecreasing([5, 3, 4, 1])).toEqual([5, 3.5, 3.5, 1]);
    expect(isotonicDecreasing([1, 2, 3])).toEqual([2, 2, 2]);
    expect(isotonicDecreasing([3, 2, 1])).toEqual([3, 2, 1]);
  });

  it('never rises, keeps the sum, and leaves its own result alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 }), (values) => {
        const fitted = isotonicDecreasing(values);
        for (let i = 1; i < fitted.length; i++) expect(fitted[i]).toBeLessThanOrEqual(fitted[i - 1] + 1e-12);
        const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
        expect(sum(fitted)).toBeCloseTo(sum(values), 8);
        isotonicDecreasing(fitted).forEach((value, i) => {
          expect(value).toBeCloseTo(fitted[i], 10);
        });
      }),
    );
  });
});
