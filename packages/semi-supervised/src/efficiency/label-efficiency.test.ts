import { GenError } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { type EfficiencyRow, type LabelEfficiencyOptions, labelEfficiency, type RunContext } from './label-efficiency';

const labels = Array.from({ length: 20 }, (_, i) => i % 2);
const nested = (draw: number, total: number) => ({
  indices: Array.from({ length: total }, (_, i) => (i + draw) % 20),
  sha256: `${draw}:${total}`,
});
const options = (more: Partial<LabelEfficiencyOptions> = {}): LabelEfficiencyOptions => ({
  methods: {
    a: ({ budget, rng }) => ({ error: rng.next() / budget }),
    b: async ({ budget, draw }) => ({ error: 0.5 / budget, details: { draw } }),
  },
  budgets: [2, 4],
  draws: 2,
  budgetOf: nested,
  seed: 3,
  ...more,
});
async function collect(given: LabelEfficiencyOptions, own: ArrayLike<number> = labels): Promise<EfficiencyRow[]> {
  const rows: EfficiencyRow[] = [];
  for await (const row of labelEfficiency(own, given)) rows.push(row);
  return rows;
}

describe('labelEfficiency', () => {
  it('runs every method on every budget of every draw, draw by draw', async () => {
    const rows = await collect(options());
    expect(rows.map((row) => `${row.draw} ${row.budget} ${row.method}`)).toEqual([
      '0 2 a',
      '0 2 b',
      '0 4 a',
      '0 4 b',
      '1 2 a',
      '1 2 b',
      '1 4 a',
      '1 4 b',
    ]);
    expect(rows[7]).toEqual({
      method: 'b',
      budget: 4,
      draw: 1,
      seed: 3,
      error: 0.125,
      accuracy: 0.875,
      indicesSha256: '1:4',
      details: { draw: 1 },
    });
    expect('details' in rows[0]).toBe(false);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('tells all methods of a draw the same labels and seed, and other draws another', async () => {
    const seen: RunContext[] = [];
    const spy = (context: RunContext) => {
      seen.push(context);
      return { error: context.rng.next() };
    };
    const rows = await collect(options({ methods: { a: spy, b: spy } }));
    expect([...seen[2].labelled]).toEqual([0, 1, 2, 3]);
    expect([...seen[4].labels]).toEqual([1, 0]);
    for (let i = 0; i < seen.length; i += 2) {
      expect(seen[i].seed).toBe(seen[i + 1].seed);
      expect(rows[i].error).toBe(rows[i + 1].error);
    }
    expect(new Set(seen.map((context) => context.seed)).size).toBe(4);
  });

  it('goes on where it stopped, with the same rows', async () => {
    const all = await collect(options());
    for (const cut of [0, 1, 5, 8]) {
      let runs = 0;
      const counted = options({ completed: JSON.parse(JSON.stringify(all.slice(0, cut))) });
      const methods = Object.fromEntries(
        Object.entries(counted.methods).map(([name, run]) => [
          name,
          (context: RunContext) => {
            runs++;
            return run(context);
          },
        ]),
      );
      const rest = await collect({ ...counted, methods });
      expect([...all.slice(0, cut), ...rest]).toEqual(all);
      expect(runs).toBe(8 - cut);
    }
  });

  it('stops between runs when aborted, and hands the signal on', async () => {
    const controller = new AbortController();
    const rows: EfficiencyRow[] = [];
    let given: AbortSignal | undefined;
    const methods = {
      a: ({ signal }: RunContext) => {
        given = signal;
        return { error: 0 };
      },
    };
    const run = async () => {
      for await (const row of labelEfficiency(labels, options({ methods, signal: controller.signal }))) {
        rows.push(row);
        if (rows.length === 3) controller.abort(new Error('enough'));
      }
    };
    await expect(run()).rejects.toThrow('enough');
    expect(rows.length).toBe(3);
    expect(given).toBe(controller.signal);
  });

  it.each<[string, Partial<LabelEfficiencyOptions>, RegExp]>([
    ['no method', { methods: {} }, /expected methods to be at least one/],
    ['no draw', { draws: 0 }, /expected draws to be an integer of at least 1/],
    ['no budget', { budgets: [] }, /expected budgets to be ascending/],
    ['budgets that do not ascend', { budgets: [4, 2] }, /expected budgets to be ascending integers of at least 1, got '4, 2'/],
    ['a repeated budget', { budgets: [2, 2] }, /ascending/],
    ['half a budget', { budgets: [0.5] }, /ascending/],
    ['a bad seed', { seed: -1 }, /createRng/],
    [
      'too few indices',
      { budgetOf: () => ({ indices: [0], sha256: '' }) },
      /expected budgetOf\(0, 2\) to be 2 different indices, got '1 indices, 1 different'/,
    ],
    ['a repeated index', { budgetOf: () => ({ indices: [0, 0], sha256: '' }) }, /2 different indices/],
    ['an index out of range', { budgetOf: () => ({ indices: [0, 20], sha256: '' }) }, /indices below 20, got 20/],
    [
      'budgets that are not nested',
      { budgetOf: (_, total) => ({ indices: Array.from({ length: total }, (_, i) => i + total), sha256: '' }) },
      /to hold every index of the smaller budgets, got 'none of index 2'/,
    ],
    [
      'an error above 1',
      { methods: { a: () => ({ error: 12 }) } },
      /the error of a with 2 labels, draw 0, to be a number from 0/,
    ],
    ['an error of NaN', { methods: { a: () => ({ error: Number.NaN }) } }, /got NaN/],
  ])('refuses %s', async (_, more, message) => {
    await expect(collect(options(more))).rejects.toThrow(message);
  });

  it.each<[string, Partial<EfficiencyRow>, RegExp]>([
    ['method', { method: 'c' }, /completed\[0\] of a method among a, b, got 'c'/],
    ['budget', { budget: 3 }, /of a budget among 2, 4, got 3/],
    ['draw', { draw: 2 }, /of a draw from 0 to 1, got 2/],
    ['seed', { seed: 4 }, /of seed 3, got 4/],
    ['set of labels', { indicesSha256: 'other' }, /completed a, budget 2, draw 0 on the indices 0:2, got other/],
  ])('refuses a completed row of another %s', async (_, change, message) => {
    const [row] = await collect(options());
    const failure = await collect(options({ completed: [{ ...row, ...change }] })).catch((error: unknown) => error);
    expect(GenError.is(failure, 'resume')).toBe(true);
    expect((failure as GenError).message).toMatch(message);
  });

  it('refuses a completed row that is given twice', async () => {
    const [row] = await collect(options());
    await expect(collect(options({ completed: [row, row] }))).rejects.toThrow(/completed\[1\] to be new/);
  });
});
