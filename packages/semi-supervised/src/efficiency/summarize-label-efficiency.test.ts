import { createRng, GenError } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../statistics/paired-difference';
import type { EfficiencyRow } from './label-efficiency';
import { summarizeLabelEfficiency } from './summarize-label-efficiency';

const row = (method: string, budget: number, draw: number, error: number): EfficiencyRow => ({
  method,
  budget,
  draw,
  seed: 0,
  error,
  accuracy: 1 - error,
  indicesSha256: `${draw}/${budget}`,
});
const factors: Record<string, number> = { 'labels only': 1, pretrained: 0.5, worse: 1.2 };
const rows = [0, 1, 2].flatMap((draw) =>
  [25, 100, 400].flatMap((budget) =>
    Object.entries(factors).map(([method, factor]) =>
      row(method, budget, draw, (factor * (1 + 0.05 * ((draw * 7 + budget) % 3))) / Math.sqrt(budget)),
    ),
  ),
);
const baseline = 'labels only';

describe('summarizeLabelEfficiency', () => {
  it('gives mean, spread, interval, the worst draw, differences and multipliers', () => {
    const summary = summarizeLabelEfficiency(rows, { baseline, pairs: [['pretrained', 'worse']] });
    expect(summary).toMatchObject({ baseline, level: 0.95, budgets: [25, 100, 400], draws: [0, 1, 2] });
    expect(summary.methods).toEqual(['labels only', 'pretrained', 'worse']);
    expect(summary.cells.length).toBe(9);
    const cell = summary.cells.find((c) => c.method === 'pretrained' && c.budget === 100)!;
    const errors = rows.filter((r) => r.method === 'pretrained' && r.budget === 100).map((r) => r.error);
    expect(cell.n).toBe(3);
    expect(cell.mean).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / 3, 12);
    expect(cell.worst).toBe(Math.max(...errors));
    expect(errors[cell.worstDraw]).toBe(cell.worst);
    expect(cell.low).toBeLessThan(cell.mean);

    const difference = summary.differences.find((d) => d.method === 'pretrained' && d.budget === 100)!;
    expect(difference.against).toBe(baseline);
    expect(difference.mean).toBeCloseTo(-cell.mean, 12);
    expect(difference.p).toBe(0.25);
    const named = summary.differences.filter((d) => d.against === 'worse');
    expect(named.map((d) => d.budget)).toEqual([25, 100, 400]);
    const worse = rows.filter((r) => r.method === 'worse' && r.budget === 25).map((r) => r.error);
    const better = rows.filter((r) => r.method === 'pretrained' && r.budget === 25).map((r) => r.error);
    expect(named[0]).toMatchObject(pairedDifference(better, worse));

    const multiplier = (method: string, budget: number) =>
      summary.multipliers.find((m) => m.method === method && m.budget === budget)!.multiplier;
    expect(multiplier('pretrained', 25)).toEqual({ value: expect.closeTo(4, 6), relation: '=' });
    expect(multiplier('pretrained', 400)).toEqual({ value: expect.closeTo(1, 6), relation: '>=' });
    expect(multiplier('worse', 25)).toEqual({ value: expect.closeTo(1, 6), relation: '<=' });
    expect(multiplier('worse', 400).value).toBeLessThan(1);
    expect(summary.multipliers.some((m) => m.method === baseline)).toBe(false);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('does not depend on the order of the rows', () => {
    const expected = JSON.stringify(summarizeLabelEfficiency(rows, { baseline }));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const shuffled = [...createRng(seed).permutation(rows.length)].map((i) => rows[i]);
        expect(JSON.stringify(summarizeLabelEfficiency(shuffled, { baseline }))).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('lets the baseline have more budgets, for a longer curve', () => {
    const longer = [...rows, ...[0, 1, 2].map((draw) => row(baseline, 1600, draw, 1 / 40))];
    const summary = summarizeLabelEfficiency(longer, { baseline });
    expect(summary.budgets).toEqual([25, 100, 400]);
    expect(summary.cells.filter((cell) => cell.method === baseline).length).toBe(4);
    const last = summary.multipliers.find((m) => m.method === 'pretrained' && m.budget === 400)!;
    expect(last.multiplier.relation).toBe('=');
    expect(last.multiplier.value).toBeGreaterThan(3);
  });

  it('has no intervals for a single draw', () => {
    const summary = summarizeLabelEfficiency(
      rows.filter((r) => r.draw === 1),
      { baseline },
    );
    expect(summary.cells[0]).toMatchObject({ n: 1, sd: null, low: null, high: null });
    expect(summary.multipliers[0]).toMatchObject({ low: null, high: null });
  });

  it('refuses rows that are no complete experiment', () => {
    const refuse = (own: readonly EfficiencyRow[], message: string | RegExp, more: object = {}) => {
      try {
        summarizeLabelEfficiency(own, { baseline, ...more });
        expect.unreachable();
      } catch (error) {
        expect(GenError.is(error, 'value')).toBe(true);
        expect((error as GenError).message).toMatch(message);
      }
    };
    refuse([], /expected rows to be at least one/);
    refuse([...rows, rows[0]], /expected one row of labels only, budget 25, draw 0, got two/);
    refuse(rows.slice(1), /expected a row of labels only, budget 25, draw 0, got none/);
    refuse(rows.slice(0, -1), /expected a row of worse, budget 400, draw 2, got none/);
    const without = rows.filter((r) => !(r.method === baseline && r.budget === 100));
    refuse(without, /expected a row of labels only, budget 100/);
    refuse(
      rows.map((r, i) => (i === 1 ? { ...r, indicesSha256: 'other' } : r)),
      /expected pretrained, budget 25, draw 0 on the same indices as labels only, got other and 0\/25/,
    );
    refuse([{ ...rows[0], error: 1.5 }], /the error of labels only, budget 25, draw 0, to be a number from 0 to 1/);
    refuse(rows, /expected baseline to be a method of the rows/, { baseline: 'nothing' });
    refuse(rows, /expected pairs to be a method/, { pairs: [['worse', 'nothing']] });
    refuse(rows, /expected methods to be each of/, { methods: [baseline] });
    refuse(rows, /expected level/, { level: 2 });
  });
});
