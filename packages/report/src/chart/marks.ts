import type * as Plot from '@observablehq/plot';
import type { Frame } from './frame';
import type { Look } from './palette';
import type { ChartPoint, ChartSeries } from './series';

/** More points than this are a curve, whose line symbols would hide. */
const curve = 24;

/** The marks of all series, back to front: intervals, single draws, lines, points. */
export function seriesMarks(
  plot: typeof Plot,
  series: readonly ChartSeries[],
  looks: readonly Look[],
  clip: boolean,
): Plot.Markish[] {
  const place = { x: 'x', ...(clip ? ({ clip: 'frame' } as const) : {}) };
  // Baselines go behind the series they are compared with.
  const back = series.map((one, i) => ({ ...one, look: looks[i]! })).sort((a, b) => Number(b.baseline) - Number(a.baseline));

  const intervals = back.map(({ name, points, look, baseline }) => {
    const known = points.filter((point) => point.low !== undefined);
    const ends = { ...place, y1: 'low', y2: 'high', ariaDescription: `${name}: intervals` };
    return known.length === 1
      ? plot.ruleX(known, { ...ends, stroke: look.color, strokeOpacity: 0.5, strokeWidth: 4 })
      : plot.areaY(gapped(points), { ...ends, fill: look.color, fillOpacity: baseline ? 0.1 : 0.13 });
  });

  // Draws of different series at one x stand side by side, or nobody could tell whose they are.
  const draws = back.map(({ name, points, look }, i) => {
    const dx = (i - (back.length - 1) / 2) * Math.min(3, 18 / back.length);
    const dots = points.flatMap(({ x, draws: ys = [] }) => ys.map((y) => ({ x, y })));
    const style = { r: 1.6, fill: look.color, fillOpacity: 0.5, ariaDescription: `${name}: draws` };
    return plot.dot(dots, { ...place, y: 'y', dx, ...style });
  });

  const lines = back.map(({ name, points, look, baseline }) => {
    const ends = { strokeLinejoin: 'round', strokeLinecap: 'round', ...(look.dash ? { strokeDasharray: look.dash } : {}) };
    const style = { stroke: look.color, strokeWidth: baseline ? 1.75 : 2.25, ariaDescription: `${name}: line` };
    return plot.line(points, { ...place, y: 'y', ...ends, ...style });
  });

  const symbols = back.map(({ name, points, look }) => {
    const style = { r: 4, symbol: look.symbol, fill: look.color, stroke: 'white', strokeWidth: 1 };
    const shown = points.length > curve ? points.slice(-1) : points;
    return plot.dot(shown, { ...place, y: 'y', ...style, ariaDescription: `${name}: points` });
  });
  return [...intervals, ...draws, ...lines, ...symbols];
}

/** Grid and axes, their ticks exactly where the frame has them (Plot's own format would leave out most of a logarithmic axis). */
export function frameMarks(plot: typeof Plot, { x, y }: Frame, tickSize: number): Plot.Markish[] {
  const text = { fontSize: tickSize, fill: '#444', label: null, tickPadding: 5 } as const;
  return [
    plot.gridY([...y.ticks], { stroke: '#e4e4e4', strokeOpacity: 1 }),
    plot.axisY([...y.ticks], { ...text, tickSize: 0, text: (tick: number) => y.format(tick) }),
    plot.axisX([...x.ticks], { ...text, tickSize: 5, text: (tick: number) => x.format(tick), stroke: '#888' }),
    plot.ruleY([y.domain[0]], { stroke: '#888' }),
  ];
}

// A point without an interval interrupts the ribbon instead of bridging it.
function gapped(points: readonly ChartPoint[]): { x: number; low: number; high: number }[] {
  return points.map(({ x, low = Number.NaN, high = Number.NaN }) => ({ x, low, high }));
}
