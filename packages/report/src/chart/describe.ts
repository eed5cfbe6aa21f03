import type { LineChartOptions } from './line-chart';
import type { ChartSeries } from './series';
import { plain } from './ticks';

/** Says in a paragraph what the chart shows, for readers who do not see it. */
export function describe(series: readonly ChartSeries[], options: LineChartOptions): string {
  const { xLabel = 'x', yLabel = 'y', xFormat = String, yFormat = String } = options;
  const atX = (x: number): string => xFormat(plain(x));
  const ofY = (y: number): string => yFormat(Number(y.toPrecision(4)));
  const lines = series.map(({ name, points, baseline }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const start = `${ofY(first.y)} at ${atX(first.x)}`;
    const range = first === last ? start : `${start} to ${ofY(last.y)} at ${atX(last.x)}`;
    return `${name}${baseline ? ' (baseline)' : ''}: ${range}.`;
  });
  return [`${yLabel} by ${xLabel}.`, ...lines].join(' ');
}
