import { describe, expect, it } from 'vitest';
import { formatSummary } from './format-summary';
import type { EfficiencyRow } from './label-efficiency';
import { summarizeLabelEfficiency } from './summarize-label-efficiency';

const factors: Record<string, number> = { 'labels only': 1, pretrained: 0.5, worse: 1.2 };
const rows: EfficiencyRow[] = [0, 1, 2].flatMap((draw) =>
  [25, 100, 400].flatMap((budget) =>
    Object.entries(factors).map(([method, factor]) => {
      const error = (factor * (1 + 0.05 * ((draw * 7 + budget) % 3))) / Math.sqrt(budget);
      return { method, budget, draw, seed: 0, error, accuracy: 1 - error, indicesSha256: `${draw}/${budget}` };
    }),
  ),
);
const baseline = 'labels only';

describe('formatSummary', () => {
  it('makes a table, budget by budget in the order of the methods', () => {
    const methods = ['worse', 'labels only', 'pretrained'];
    const table = formatSummary(summarizeLabelEfficiency(rows, { baseline, methods, level: 0.9 }));
    expect(table.every((cells) => cells.length === table[0].length)).toBe(true);
    expect(table.slice(0, 4)).toMatchInlineSnapshot(`
      [
        [
          "labels",
          "method",
          "error %",
          "90 % interval",
          "worst %",
          "- labels only",
          "90 % interval",
          "p",
          "label multiplier",
          "90 % interval",
        ],
        [
          "25",
          "worse",
          "25.2",
          "23.2 to 27.2",
          "26.4",
          "+4.2",
          "+3.9 to +4.5",
          "0.25",
          "<= 1.0",
          "<= 1.0 to <= 1.0",
        ],
        [
          "25",
          "labels only",
          "21.0",
          "19.3 to 22.7",
          "22.0",
          "",
          "",
          "",
          "",
          "",
        ],
        [
          "25",
          "pretrained",
          "10.5",
          "9.7 to 11.3",
          "11.0",
          "-10.5",
          "-11.3 to -9.7",
          "0.25",
          "4.0",
          "4.0 to 4.0",
        ],
      ]
    `);
    expect(table.length).toBe(10);
    expect(table.map((cells) => cells[1]).slice(1, 4)).toEqual(methods);
  });

  it('leaves cells empty where a single draw has no interval', () => {
    const single = rows.filter((row) => row.draw === 1);
    const [, supervised, pretrained] = formatSummary(summarizeLabelEfficiency(single, { baseline }));
    expect(supervised).toEqual(['25', baseline, expect.any(String), '', expect.any(String), '', '', '', '', '']);
    expect(pretrained.slice(6)).toEqual(['', '1.0', '4.0', '']);
  });
});
