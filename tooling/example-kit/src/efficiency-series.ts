import type { ChartSeries } from '@gen/report';
import type { EfficiencyRow, EfficiencySummary } from '@gen/semi-supervised';

/** Lines of a label-efficiency chart: mean test error in percent against the number of labels, with intervals and single draws. */
export function efficiencySeries(summary: EfficiencySummary, rows: readonly EfficiencyRow[]): ChartSeries[] {
  const percent = (error: number): number => 100 * error;
  return summary.methods.map((name) => ({
    name,
    baseline: name === summary.baseline,
    points: summary.cells
      .filter(({ method }) => method === name)
      .map(({ budget, mean, low, high }) => ({
        x: budget,
        y: percent(mean),
        ...(low === null || high === null ? {} : { low: percent(Math.max(0, low)), high: percent(high) }),
        draws: rows.filter((row) => row.method === name && row.budget === budget).map(({ error }) => percent(error)),
      })),
  }));
}
