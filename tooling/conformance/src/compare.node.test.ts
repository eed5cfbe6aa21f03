import { describe, expect, it } from 'vitest';
import { compare, type Result, totals } from './compare.mjs';

const spec = (name: string, status: string): Result => ({ name, status });
const names = (results: readonly Result[]): string[] => results.map(({ name }) => name);

describe('compare', () => {
  const before = [spec('a', 'passed'), spec('b', 'failed'), spec('c', 'failed'), spec('d', 'passed'), spec('e', 'pending')];

  it('finds nothing in the same run', () => {
    expect(compare(before, before)).toMatchObject({ broken: [], mended: [], lost: [] });
    expect(names(compare(before, before).failing)).toEqual(['b', 'c']);
  });

  it('tells broken, mended, lost and failing specs apart', () => {
    const after = [spec('a', 'failed'), spec('b', 'passed'), spec('c', 'failed'), spec('e', 'pending'), spec('f', 'failed')];
    const { broken, mended, lost, failing } = compare(before, after);
    expect([broken, mended, lost, failing].map(names)).toEqual([['a', 'f'], ['b'], ['d'], ['c']]);
  });

  it('counts specs that share a name', () => {
    const twins = [spec('t', 'passed'), spec('t', 'failed')];
    expect(names(compare(twins, [spec('t', 'failed'), spec('t', 'failed')]).broken)).toEqual(['t']);
    expect(names(compare(twins, [spec('t', 'passed'), spec('t', 'passed')]).mended)).toEqual(['t']);
    expect(names(compare(twins, [spec('t', 'passed')]).lost)).toEqual(['t']);
    expect(names(compare(twins, [spec('t', 'passed')]).mended)).toEqual([]);
  });
});

describe('totals', () => {
  it('counts by status', () => {
    expect(totals([spec('a', 'passed'), spec('b', 'failed'), spec('c', 'passed'), spec('d', 'pending')])).toEqual({
      passed: 2,
      failed: 1,
      pending: 1,
    });
  });
});
