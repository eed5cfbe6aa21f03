import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convexLineSearch } from './convex-line-search';

describe('convexLineSearch', () => {
  it('satisfies the strong Wolfe conditions wherever the minimum lies and the search begins', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (where, off) => {
        const a = 10 ** where;
        // softplus(x) - x / 2 is steep, then flat: Newton's method alone overshoots. Its slope is 0 at x = 0, so at step a.
        const along = (step: number, out: Float64Array) => {
          const x = 30 * (step / a - 1);
          const p = 1 / (1 + Math.exp(-x));
          out[0] = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - x / 2;
          out[1] = (30 / a) * (p - 0.5);
          out[2] = (30 / a) ** 2 * p * (1 - p);
        };
        const step = convexLineSearch(along, 10 ** (where + off));
        const [start, end] = [new Float64Array(3), new Float64Array(3)];
        along(0, start);
        along(step, end);
        expect(end[0]).toBeLessThan(start[0]);
        expect(Math.abs(end[1])).toBeLessThanOrEqual(0.1 * Math.abs(start[1]));
      }),
    );
  });

  it('gives 0 where there is nothing to gain', () => {
    const rising = (step: number, out: Float64Array) => out.set([step, 1, 0]);
    expect(convexLineSearch(rising, 1)).toBe(0);
    // Claims to fall but does not: rounding at the minimum.
    const flat = (step: number, out: Float64Array) => out.set([step === 0 ? 0 : 1, -1, 1]);
    expect(convexLineSearch(flat, 1)).toBe(0);
  });
});
