import type { Bounded } from './label-multiplier';
import type { EfficiencySummary } from './summarize-label-efficiency';

/**
 * The summary as the cells of a text table: a header, then a row for each budget and method.
 *
 * Columns: labels, method, mean error in percent with its interval, the worst draw, the paired difference to the baseline in
 * percentage points with its interval and sign-flip p, and the label multiplier with its interval.
 *
 * @param summary of `summarizeLabelEfficiency`.
 * @returns rows of equal length, the first one the header.
 *
 * @example Print it
 * ```ts
 * import { formatSummary, summarizeLabelEfficiency } from '@gen/semi-supervised';
 *
 * const rows = [0, 1].map((draw) =>
 *   ({ method: 'labels only', budget: 50, draw, seed: 0, error: 0.2 + 0.01 * draw, accuracy: 0.8 - 0.01 * draw, indicesSha256: `${draw}` }));
 * const table = formatSummary(summarizeLabelEfficiency(rows, { baseline: 'labels only' }));
 * const text = table.map((cells) => cells.join('  ')).join('\n');
 * ```
 * @category Label efficiency
 */
export function formatSummary(summary: EfficiencySummary): string[][] {
  const { baseline, level, methods, cells, differences, multipliers } = summary;
  const percent = Number((level * 100).toPrecision(4));
  const interval = `${percent} % interval`;
  const header = [
    'labels',
    'method',
    'error %',
    interval,
    'worst %',
    `- ${baseline}`,
    interval,
    'p',
    'label multiplier',
    interval,
  ];
  const budgets = [...new Set(cells.map((cell) => cell.budget))].sort((a, b) => a - b);
  const rows = budgets.flatMap((budget) =>
    methods.flatMap((method) => {
      const here = (item: { readonly method: string; readonly budget: number }) =>
        item.method === method && item.budget === budget;
      const cell = cells.find(here);
      if (!cell) return [];
      const difference = differences.find((item) => here(item) && item.against === baseline);
      const multiplier = multipliers.find(here);
      return [
        [
          String(budget),
          method,
          hundredth(cell.mean),
          between(hundredth(cell.low), hundredth(cell.high)),
          hundredth(cell.worst),
          difference ? signed(difference.mean) : '',
          difference ? between(signed(difference.low), signed(difference.high)) : '',
          difference?.p == null ? '' : difference.p.toPrecision(2),
          multiplier ? factor(multiplier.multiplier) : '',
          multiplier ? between(factor(multiplier.low), factor(multiplier.high)) : '',
        ],
      ];
    }),
  );
  return [header, ...rows];
}

const hundredth = (value: number | null): string => (value === null ? '' : (100 * value).toFixed(1));
const signed = (value: number | null): string => (value !== null && value > 0 ? '+' : '') + hundredth(value);
const factor = (bounded: Bounded | null): string =>
  bounded === null ? '' : `${bounded.relation === '=' ? '' : `${bounded.relation} `}${bounded.value.toFixed(1)}`;
const between = (low: string, high: string): string => (low === '' ? '' : `${low} to ${high}`);
