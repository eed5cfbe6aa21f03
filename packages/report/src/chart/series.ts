import { checkCount, checkValue, GenError } from '@gen/core';

/** One measured place of a series. @category Charts */
export interface ChartPoint {
  readonly x: number;
  /** What the line goes through, for example the mean over draws. */
  readonly y: number;
  /** Lower end of the interval around `y`; together with `high`. */
  readonly low?: number;
  /** Upper end of the interval around `y`; together with `low`. */
  readonly high?: number;
  /** The single measurements behind `y`, drawn as small dots. */
  readonly draws?: readonly number[];
}

/** A named line of a chart. @category Charts */
export interface ChartSeries {
  /** Stands at the end of the line. */
  readonly name: string;
  /** In any order; drawn by ascending `x`. */
  readonly points: readonly ChartPoint[];
  /** Whether this is what the others are compared with: drawn in gray. */
  readonly baseline?: boolean;
}

/** Checks every number of the series, and sorts their points by x. */
export function sortedSeries(where: string, series: readonly ChartSeries[], xLog: boolean): readonly ChartSeries[] {
  checkCount(where, 'the number of series', series.length);
  const names = new Set<string>();
  return series.map(({ name, points, baseline = false }, i) => {
    checkValue(where, `series[${i}].name`, name, name.trim() !== '' && !names.has(name), 'a text that no other series has');
    names.add(name);
    checkCount(where, `the number of points of series '${name}'`, points.length);
    for (const [j, point] of points.entries()) checkPoint(where, `series '${name}', points[${j}]`, point, xLog);
    const sorted = [...points].sort((a, b) => a.x - b.x);
    const twice = sorted.find((point, j) => point.x === sorted[j + 1]?.x);
    if (twice) throw new GenError('value', `${where}: expected one point for each x in series '${name}', got two at ${twice.x}`);
    return { name, points: sorted, baseline };
  });
}

function checkPoint(where: string, name: string, { x, y, low, high, draws = [] }: ChartPoint, xLog: boolean): void {
  checkValue(where, `x of ${name}`, x, Number.isFinite(x) && (!xLog || x > 0), xLog ? 'a positive number' : 'a finite number');
  checkValue(where, `y of ${name}`, y, Number.isFinite(y), 'a finite number');
  for (const draw of draws) checkValue(where, `a draw of ${name}`, draw, Number.isFinite(draw), 'a finite number');
  if (low === undefined && high === undefined) return;
  checkValue(where, `low of ${name}`, low, Number.isFinite(low), 'a finite number, given together with high');
  checkValue(where, `high of ${name}`, high, Number.isFinite(high) && high! >= low!, 'a finite number, not below low');
}
