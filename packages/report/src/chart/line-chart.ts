import { checkValue } from '@gen/core';
import { annotate } from './annotate';
import { chartDocument } from './chart-document';
import { describe } from './describe';
import { layOutChart, sizes } from './frame';
import { frameMarks, seriesMarks } from './marks';
import { looks } from './palette';
import { serialize } from './serialize';
import { type ChartSeries, sortedSeries } from './series';

export type { ChartPoint, ChartSeries } from './series';

/** How {@link lineChart} draws. @category Charts */
export interface LineChartOptions {
  /** Heading, in bold; broken into lines where it is long, as all texts are. */
  readonly title?: string;
  /** What is shown, under the title. */
  readonly subtitle?: string;
  /** How it was measured, under the chart. */
  readonly caption?: string;
  /** For readers who do not see the picture; made from the data unless given. */
  readonly description?: string;
  /** In pixels, 760 unless given. */
  readonly width?: number;
  /** In pixels, 460 unless given; more where the names of the series need it. */
  readonly height?: number;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Whether equal ratios of x are equally far apart (base 2). */
  readonly xLog?: boolean;
  /** Where x is marked; at the values of the data unless given, at round numbers where those are more than 12. */
  readonly xTicks?: readonly number[];
  /** Where y is marked; at round numbers unless given. */
  readonly yTicks?: readonly number[];
  /** From where to where y goes; what lies outside is cut off. All of the data unless given. */
  readonly yDomain?: readonly [low: number, high: number];
  /** Text of an x tick; the plain number unless given. */
  readonly xFormat?: (x: number) => string;
  /** Text of a y tick; the plain number unless given. */
  readonly yFormat?: (y: number) => string;
  /** The document that makes the elements: the page's own in a browser, one of linkedom in Node, unless given. */
  readonly document?: Document;
}

/**
 * Draws series as lines with ribbons for their intervals and dots for the single draws behind them, as an SVG fit for a paper.
 *
 * Names stand at the ends of the lines and never overlap. Colors are those of Okabe and Ito, told apart by most color-blind readers;
 * every series also has a symbol of its own. Baselines are gray. The same input gives the same text.
 *
 * @param series lines with their points; intervals and draws are optional.
 * @param options texts, scales and size.
 * @returns an SVG document with `<title>` and `<desc>`; {@link svgToPng} makes a PNG of it.
 * @throws GenError `value` where a number is not finite, an x not positive on a logarithmic axis, a name or an x there twice, a series
 *   empty, or the labels leave no room.
 * @see Okabe, Ito (2008), Color Universal Design: how to make figures and presentations that are friendly to colorblind people.
 *
 * @example Accuracy by number of labels
 * ```ts
 * import { lineChart } from '@gen/report';
 *
 * const svg = await lineChart(
 *   [
 *     { name: 'VAE features', points: [{ x: 50, y: 77, low: 75, high: 79, draws: [76, 78] }, { x: 100, y: 83, low: 82, high: 84 }] },
 *     { name: 'pixels', points: [{ x: 50, y: 66 }, { x: 100, y: 73 }], baseline: true },
 *   ],
 *   { title: 'Few labels', xLabel: 'labels', yLabel: 'accuracy, %', xLog: true },
 * );
 * if (!svg.startsWith('<svg')) throw new Error('not an SVG');
 * ```
 * @category Charts
 */
export async function lineChart(series: readonly ChartSeries[], options: LineChartOptions = {}): Promise<string> {
  const { xLog = false, title, yDomain } = options;
  const sorted = sortedSeries('lineChart', series, xLog);
  checkOptions(options);
  const frame = layOutChart(sorted, options);
  const styles = looks(sorted);
  const plot = await import('@observablehq/plot');
  const document = options.document ?? (await chartDocument());
  const svg = plot.plot({
    document,
    width: frame.width,
    height: frame.height,
    marginLeft: frame.margin.left,
    marginRight: frame.margin.right,
    marginTop: frame.margin.top,
    marginBottom: frame.margin.bottom,
    x: {
      type: xLog ? 'log' : 'linear',
      ...(xLog ? { base: 2 } : {}),
      domain: [...frame.x.domain],
      insetLeft: frame.inset,
      insetRight: frame.inset,
    },
    y: { domain: [...frame.y.domain] },
    marks: [...frameMarks(plot, frame, sizes.tick), ...seriesMarks(plot, sorted, styles, yDomain !== undefined)],
  });
  annotate(svg, frame, styles);
  return serialize(svg, title ?? 'Line chart', options.description ?? describe(sorted, options));
}

function checkOptions({ width, height, xLog, xTicks, yTicks, yDomain }: LineChartOptions): void {
  const finite = (values: readonly number[]): boolean => values.every(Number.isFinite);
  const check = (name: string, value: unknown, holds: boolean, expected: string): void => {
    if (value !== undefined) checkValue('lineChart', name, value, holds, expected);
  };
  check('width', width, finite([width!]) && width! > 0, 'a positive number');
  check('height', height, finite([height!]) && height! > 0, 'a positive number');
  const above = xLog ? 0 : Number.NEGATIVE_INFINITY;
  check(
    'xTicks',
    xTicks,
    finite(xTicks ?? []) && (xTicks ?? []).every((tick) => tick > above),
    xLog ? 'positive numbers' : 'finite numbers',
  );
  check('yTicks', yTicks, finite(yTicks ?? []) && yTicks?.length !== 0, 'one finite number or more');
  check(
    'yDomain',
    yDomain,
    finite(yDomain ?? []) && (yDomain ?? [0, 0])[0] < (yDomain ?? [0, 0])[1],
    'two finite numbers, the lower one first',
  );
}
