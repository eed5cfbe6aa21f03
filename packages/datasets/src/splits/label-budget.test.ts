import { GenError } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetOptions, labelBudget } from './label-budget';

const digits = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 10);
const seeds = fc.nat(1_000_000);
// Some class of each label, so that there are gaps between labels and classes of any size.
const labelings = fc.array(fc.constantFrom(0, 1, 2, 5, 9), { minLength: 1, maxLength: 60 });

const countByClass = (labels: ArrayLike<number>, indices: Uint32Array): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const index of indices) counts.set(labels[index], (counts.get(labels[index]) ?? 0) + 1);
  return counts;
};

async function failure(labels: ArrayLike<number>, options: object): Promise<string> {
  try {
    await labelBudget(labels, options as BudgetOptions);
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
}

describe('labelBudget', () => {
  it('nests: a smaller budget is the beginning of a greater one, by total and by class', async () => {
    await fc.assert(
      fc.asyncProperty(labelings, seeds, fc.nat(), fc.nat(), async (labels, seed, a, b) => {
        const classes = new Set(labels).size;
        const [less, more] = [a, b].map((n) => classes + (n % (labels.length - classes + 1))).sort((x, y) => x - y);
        const small = await labelBudget(labels, { total: less, seed });
        const large = await labelBudget(labels, { total: more, seed });
        expect([...large.indices.subarray(0, less)]).toEqual([...small.indices]);
        const each = await labelBudget(labels, { perClass: 1, seed });
        expect([...large.indices.subarray(0, classes)]).toEqual([...each.indices]);
      }),
    );
  });

  it('is balanced as far as classes reach, without repetition, with every class', async () => {
    await fc.assert(
      fc.asyncProperty(labelings, seeds, fc.nat(), async (labels, seed, n) => {
        const sizes = countByClass(
          labels,
          Uint32Array.from(labels, (_, i) => i),
        );
        const total = sizes.size + (n % (labels.length - sizes.size + 1));
        const { indices } = await labelBudget(labels, { total, seed });
        expect(new Set(indices).size).toBe(total);
        const counts = countByClass(labels, indices);
        expect(counts.size).toBe(sizes.size);
        const most = Math.max(...counts.values());
        for (const [label, count] of counts) if (count < sizes.get(label)!) expect(count).toBeGreaterThanOrEqual(most - 1);
      }),
    );
  });

  it('depends on labels and seed alone', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const first = await labelBudget(digits, { total: 50, seed });
        await labelBudget(digits, { perClass: 2, seed });
        expect(await labelBudget([...digits], { total: 50, seed })).toEqual(first);
        expect((await labelBudget(digits, { total: 50, seed: seed + 1 })).sha256).not.toBe(first.sha256);
      }),
      { numRuns: 20 },
    );
  });

  it('draws 20 inside 50 inside 100', async () => {
    const [twenty, fifty, hundred] = await Promise.all([20, 50, 100].map((total) => labelBudget(digits, { total, seed: 1 })));
    expect([...hundred.indices.subarray(0, 50)]).toEqual([...fifty.indices]);
    expect([...fifty.indices.subarray(0, 20)]).toEqual([...twenty.indices]);
    expect([...countByClass(digits, hundred.indices).values()]).toEqual(Array(10).fill(10));
    expect(await labelBudget(digits, { perClass: 10, seed: 1 })).toEqual(hundred);
  });

  it('draws each example of a class equally often', async () => {
    const counts = new Uint32Array(20);
    const labels = Array.from({ length: 20 }, (_, i) => i % 2);
    for (let seed = 0; seed < 500; seed++)
      for (const i of (await labelBudget(labels, { perClass: 3, seed })).indices) counts[i]++;
    for (const count of counts) expect(Math.abs(count / 500 - 0.3)).toBeLessThan(0.09);
  });

  it('hashes the indices as little-endian words, and keeps its draws between versions', async () => {
    const { indices, sha256 } = await labelBudget([0, 1, 0, 1, 2], { total: 4, seed: 3 });
    expect([[...indices], sha256]).toMatchInlineSnapshot(`
      [
        [
          4,
          2,
          1,
          3,
        ],
        "8530b911a33e95595feafaf012c6f9e8a54eecd56940370f89a0387862643391",
      ]
    `);
  });

  it('refuses budgets that cannot be met', async () => {
    const labels = [0, 0, 0, 1, 1, 4];
    expect(await failure(labels, { perClass: 2, seed: 0 })).toBe(
      'budget: labelBudget: expected perClass of at most 1, the examples of class 4, got 2',
    );
    expect(await failure(labels, { total: 7, seed: 0 })).toBe(
      'budget: labelBudget: expected total of at most the 6 examples, got 7',
    );
    for (const total of [0, 2]) {
      expect(await failure(labels, { total, seed: 0 })).toBe(
        `budget: labelBudget: expected total of at least 3, one label for each class, got ${total}`,
      );
    }
  });

  it('refuses bad numbers', async () => {
    expect(await failure([0, 1], { seed: 0 })).toMatch(/^value: .*one of perClass and total/);
    expect(await failure([0, 1], { perClass: 1, total: 2, seed: 0 })).toMatch(/^value: .*one of perClass and total/);
    expect(await failure([0, 1], { perClass: 0, seed: 0 })).toMatch(/^value: .*perClass to be an integer of at least 1, got 0/);
    expect(await failure([0, 1], { total: 1.5, seed: 0 })).toMatch(/^value: .*total to be an integer/);
    expect(await failure([0, 1], { total: 2, seed: -1 })).toMatch(/^value: .*seed/);
    expect(await failure([], { total: 2, seed: 0 })).toMatch(/^value: .*labels to be one label or more/);
    expect(await failure([0, -1], { total: 2, seed: 0 })).toMatch(/^value: .*labels\[1\] to be an integer of at least 0, got -1/);
    expect(await failure([0.5, 1], { total: 2, seed: 0 })).toMatch(/^value: .*labels\[0\]/);
  });
});
