import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelMultiplier } from './label-multiplier';

const budgets = [10, 100, 1000];
// error = labels^-1/2 times a factor of the draw
const root = (factor: number) => budgets.map((labels) => factor / Math.sqrt(labels));

describe('labelMultiplier', () => {
  it('is the square of the gain in error where error falls as the root of the labels', () => {
    const errors = [0.9, 1, 1.1].map((factor) => (factor * 0.5) / Math.sqrt(100));
    const { multiplier, low, high } = labelMultiplier(errors, [0.9, 1, 1.1].map(root), { budget: 100, budgets, level: 0.95 });
    expect(multiplier).toEqual({ value: expect.closeTo(4, 9), relation: '=' });
    // The draws agree on the factor, so nothing is left to be unsure of.
    expect(low!.value).toBeCloseTo(4, 9);
    expect(high!.value).toBeCloseTo(4, 9);
  });

  it('has an interval around it that is wider where draws differ', () => {
    const width = (spread: number) => {
      const errors = [-1, 0, 1, 0].map((at) => 0.05 * Math.exp(spread * at));
      const result = labelMultiplier(errors, new Array(4).fill(root(1)), { budget: 100, budgets, level: 0.9 });
      expect(result.multiplier.value).toBeCloseTo(4, 9);
      // In log labels: twice the t interval of the log errors.
      const half = 2 * 2.3533634348 * spread * Math.sqrt(2 / 3 / 4);
      expect(Math.log(result.high!.value / 4)).toBeCloseTo(half, 6);
      expect(Math.log(4 / result.low!.value)).toBeCloseTo(half, 6);
      return half;
    };
    expect(width(0.1)).toBeGreaterThan(width(0.01));
  });

  it('is 1 for the baseline itself', () => {
    const curve = root(1);
    budgets.forEach((budget, i) => {
      const { multiplier } = labelMultiplier([curve[i]], [curve], { budget, budgets, level: 0.95 });
      expect(multiplier).toEqual({ value: expect.closeTo(1, 9), relation: '=' });
    });
  });

  it('says on which side it lies beyond the ends of the curve', () => {
    const options = { budget: 50, budgets, level: 0.95 };
    const better = labelMultiplier([0.001, 0.0011], [root(1), root(1)], options);
    expect(better).toEqual({
      multiplier: { value: expect.closeTo(20), relation: '>=' },
      low: { value: expect.closeTo(20), relation: '>=' },
      high: { value: expect.closeTo(20), relation: '>=' },
    });
    const worse = labelMultiplier([0.9, 0.91], [root(1), root(1)], options);
    expect(worse).toEqual({
      multiplier: { value: expect.closeTo(0.2), relation: '<=' },
      low: { value: expect.closeTo(0.2), relation: '<=' },
      high: { value: expect.closeTo(0.2), relation: '<=' },
    });
    const unsure = labelMultiplier([0.02, 0.3], [root(1), root(1)], options);
    expect([unsure.multiplier.relation, unsure.low!.relation, unsure.high!.relation]).toEqual(['=', '<=', '>=']);
  });

  it('lives with errors of 0, plateaus, rises and a single budget', () => {
    const zero = labelMultiplier([0], [[0.5, 0.1, 0]], { budget: 100, budgets, level: 0.95 });
    expect(zero).toEqual({ multiplier: { value: expect.closeTo(10), relation: '=' }, low: null, high: null });
    const flat = labelMultiplier([0.2], [[0.2, 0.2, 0.2]], { budget: 10, budgets, level: 0.95 });
    expect(flat.multiplier).toEqual({ value: expect.closeTo(1), relation: '=' });
    const one = labelMultiplier([0.1], [[0.2]], { budget: 10, budgets: [20], level: 0.95 });
    expect(one.multiplier).toEqual({ value: expect.closeTo(2), relation: '>=' });
  });

  it('lies in its interval, and never falls when errors fall', () => {
    const errors = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(errors, fc.array(errors, { minLength: 3, maxLength: 3 }), (own, curves) => {
        const options = { budget: 100, budgets, level: 0.95 };
        const { multiplier, low, high } = labelMultiplier(own, curves, options);
        expect(low!.value).toBeLessThanOrEqual(multiplier.value + 1e-9);
        expect(high!.value).toBeGreaterThanOrEqual(multiplier.value - 1e-9);
        const halved = labelMultiplier(
          own.map((e) => e / 2),
          curves,
          options,
        );
        expect(halved.multiplier.value).toBeGreaterThanOrEqual(multiplier.value - 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});
