import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { pairedDifference } from './paired-difference';

describe('pairedDifference', () => {
  it.each(golden.paired)('agrees with scipy and a list of all sign patterns', ({ a, b, mean, sd, low, high, p }) => {
    const difference = pairedDifference(a, b);
    expect(difference.mean).toBeCloseTo(mean, 12);
    expect(difference.sd).toBeCloseTo(sd, 12);
    expect(difference.low).toBeCloseTo(low, 9);
    expect(difference.high).toBeCloseTo(high, 9);
    expect(difference.p).toBeCloseTo(p, 12);
  });

  it('has no interval for a single pair, and a p-value of 1', () => {
    expect(pairedDifference([0.5], [0.25])).toEqual({ n: 1, mean: 0.25, sd: null, low: null, high: null, p: 1 });
  });

  it('refuses lists of different length', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow('pairedDifference: expected a and b of one length, got 2 and 1');
  });
});
