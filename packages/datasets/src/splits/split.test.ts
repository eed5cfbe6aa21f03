import { GenError } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayDataset } from '../batching/array-dataset';
import { type SplitOptions, split } from './split';

const card = { name: 'numbers', description: 'Numbers.', license: 'CC0-1.0', source: 'test' };
const numbers = (n: number) => arrayDataset({ x: { data: Int32Array.from({ length: n }, (_, i) => i), shape: [] } }, card);
const values = (part: ReturnType<typeof numbers>): number[] => [...part.columns.x.data];

const failure = (options: object): string => {
  try {
    split(numbers(10), options as SplitOptions<string>);
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
};

describe('split', () => {
  it('puts every example in exactly one part, in its old order', () => {
    const cases = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
      seed: fc.nat(1_000_000),
      stratified: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ sizes, seed, stratified }) => {
        const size = sizes.reduce((a, b) => a + b, 0);
        const counts = Object.fromEntries(sizes.map((count, i) => [`part${i}`, count]));
        const stratify = stratified ? Array.from({ length: size }, (_, i) => (i * i) % 3) : undefined;
        const parts = Object.values(split(numbers(size), { counts, seed, stratify }));
        expect(parts.map((part) => part.size)).toEqual(sizes);
        for (const part of parts) expect(values(part)).toEqual(values(part).sort((a, b) => a - b));
        expect(parts.flatMap(values).sort((a, b) => a - b)).toEqual(values(numbers(size)));
      }),
    );
  });

  it('names the parts and rounds fractions by largest remainder', () => {
    const { train, test } = split(numbers(10), { fractions: { train: 0.75, test: 0.25 }, seed: 1 });
    expect([train.size, test.size]).toEqual([8, 2]);
    expect([train.card.name, test.card.name]).toEqual(['numbers/train', 'numbers/test']);
    const { a, b, c } = split(numbers(10), { fractions: { a: 0.7, b: 0.2, c: 0.1 }, seed: 1 });
    expect([a.size, b.size, c.size]).toEqual([7, 2, 1]);
  });

  it('is a function of the seed', () => {
    const first = (seed: number) => values(split(numbers(30), { counts: { a: 10, b: 20 }, seed }).a);
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });

  it('gives each part its share of every class', () => {
    const cases = fc.record({
      members: fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 2, maxLength: 5 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(cases, ({ members, seed }) => {
        const stratify = members.flatMap((n, label) => Array<number>(n).fill(label));
        const half = Math.floor(stratify.length / 2);
        const { a } = split(numbers(stratify.length), { counts: { a: half, b: stratify.length - half }, seed, stratify });
        members.forEach((n, label) => {
          const got = values(a).filter((i) => stratify[i] === label).length;
          expect(Math.abs(got - (n * half) / stratify.length)).toBeLessThan(1 + members.length / 2);
        });
      }),
    );
    const even = Array.from({ length: 100 }, (_, i) => i % 10);
    const { a } = split(numbers(100), { counts: { a: 50, b: 50 }, seed: 0, stratify: even });
    for (let label = 0; label < 10; label++) expect(values(a).filter((i) => even[i] === label).length).toBe(5);
  });

  it('refuses parts that do not add up', () => {
    expect(failure({ seed: 0 })).toMatch(/^value: .*one of fractions and counts/);
    expect(failure({ seed: 0, counts: { a: 10 }, fractions: { a: 1 } })).toMatch(/^value: .*one of fractions and counts/);
    expect(failure({ seed: 0, counts: { a: 4, b: 5 } })).toBe(
      'value: split: expected sum of counts to be 10, the number of examples, got 9',
    );
    expect(failure({ seed: 0, counts: { a: 10, b: 0 } })).toMatch(
      /^value: .*size of part b to be an integer of at least 1, got 0/,
    );
    expect(failure({ seed: 0, fractions: { a: 0.5, b: 0.4 } })).toMatch(/^value: .*sum of fractions to be 1, got 0.9/);
    expect(failure({ seed: 0, fractions: { a: 1.5, b: -0.5 } })).toMatch(/^value: .*fractions.a/);
    expect(failure({ seed: 0, fractions: { a: 0.99, b: 0.01 } })).toMatch(/^value: .*size of part b/);
    expect(failure({ seed: 0, counts: { a: 10 }, stratify: [1, 2] })).toBe(
      'value: split: expected stratify to be 10 labels, one for each example, got 2',
    );
    expect(failure({ seed: -1, counts: { a: 10 } })).toMatch(/^value: .*seed/);
  });
});
