import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipP } from './sign-flip-p';

function listed(differences: readonly number[]): number {
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  let reaching = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, value, i) => total + (signs & (1 << i) ? value : -value), 0);
    if (Math.abs(sum) >= observed - 1e-9) reaching++;
  }
  return reaching / 2 ** differences.length;
}

describe('signFlipP', () => {
  it('counts what a list of all patterns counts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 10 }), (values) => {
        const differences = values.map((value) => value / 10);
        expect(signFlipP(differences)).toBeCloseTo(listed(differences), 12);
      }),
    );
  });

  it('is smallest when all differences have one sign', () => {
    expect(signFlipP([1, 2, 3, 4, 5])).toBe(2 / 32);
    expect(signFlipP(new Array(40).fill(-0.1))).toBe(2 / 2 ** 40);
    expect(signFlipP([0, 0, 0])).toBe(1);
  });

  it('gives none for more patterns than can be counted', () => {
    expect(signFlipP(new Array(41).fill(1))).toBeNull();
  });
});
