import { checkValue } from '@gen/core';
import { textWidth } from '../text/text-width';
import { wrapText } from '../text/wrap-text';
import type { LineChartOptions } from './line-chart';
import { placeLabels } from './place-labels';
import type { ChartSeries } from './series';
import { plain, powerTicks, roundTicks, thinTicks } from './ticks';

/** Font sizes of a chart. */
export const sizes = { title: 17, subtitle: 13, label: 13, tick: 12, series: 12.5, caption: 11 } as const;
/** Distance between the lines of text of a size. */
export const lineHeight = (size: number): number => Math.round(size * 1.3);
const edge = 16;
const inset = 12;
const leader = 30;

/** One of the two scales. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** From a value to a pixel. */
  readonly place: (value: number) => number;
}

/** Lines of text with the baseline of the first. */
export interface Block {
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
}

/** Everything about a chart that is decided before anything is drawn; all in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly inset: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly title: Block;
  readonly subtitle: Block;
  readonly yLabel: Block;
  readonly xLabel: Block;
  readonly caption: Block;
  /** One for each series: its name, where its line ends, and where its text stands. */
  readonly ends: readonly {
    readonly lines: readonly string[];
    readonly from: readonly [number, number];
    readonly x: number;
    readonly y: number;
  }[];
}

/** Decides margins, scales, ticks and the places of all text. */
export function layOutChart(series: readonly ChartSeries[], options: LineChartOptions): Frame {
  const { width = 760, xLog = false, title = '', subtitle = '', caption = '', xLabel = '', yLabel = '' } = options;
  const room = width - 2 * edge;
  const xFormat = options.xFormat ?? ((value: number) => String(plain(value)));
  const yFormat = options.yFormat ?? ((value: number) => String(plain(value)));

  const titleLines = wrapText(title, room, sizes.title, true);
  const subtitleLines = wrapText(subtitle, room, sizes.subtitle);
  const captionLines = wrapText(caption, room, sizes.caption);
  const xLabelLines = wrapText(xLabel, room, sizes.label);
  const yLabelLines = wrapText(yLabel, room, sizes.label);
  const names = series.map(({ name }) => wrapText(name, width * 0.3, sizes.series));

  // Heights, from the top down.
  let y = edge;
  const block = (lines: readonly string[], size: number, after: number): Block => {
    const placed = { lines, x: edge, y: y + size };
    if (lines.length > 0) y += lines.length * lineHeight(size) + after;
    return placed;
  };
  const titleBlock = block(titleLines, sizes.title, 2);
  const subtitleBlock = block(subtitleLines, sizes.subtitle, 2);
  if (titleLines.length + subtitleLines.length > 0) y += 8;
  const yLabelBlock = block(yLabelLines, sizes.label, 6);
  const top = y + 6;
  const below =
    8 +
    lineHeight(sizes.tick) +
    (xLabelLines.length > 0 ? 6 : 0) +
    xLabelLines.length * lineHeight(sizes.label) +
    (captionLines.length > 0 ? 10 : 0) +
    captionLines.length * lineHeight(sizes.caption) +
    edge -
    4;
  const nameHeights = names.map((lines) => lines.length * lineHeight(sizes.series) + 2);
  const needed = Math.max(
    120,
    nameHeights.reduce((sum, height) => sum + height, 0),
  );
  const height = Math.max(options.height ?? 460, top + needed + below);
  const bottom = height - below;

  const yTicks = options.yTicks ?? ticksOfY(series, options.yDomain);
  const yDomain = options.yDomain ?? ([Math.min(...yTicks, ...lows(series)), Math.max(...yTicks, ...highs(series))] as const);
  const left = edge + Math.ceil(Math.max(...yTicks.map((tick) => textWidth(yFormat(tick), sizes.tick)))) + 8;
  const right = edge + leader + Math.ceil(Math.max(...names.flat().map((line) => textWidth(line, sizes.series))));
  checkValue('lineChart', 'width', width, width - left - right >= 120, `at least ${left + right + 120} for these labels`);

  const placeY = (value: number): number => bottom - ((value - yDomain[0]) / (yDomain[1] - yDomain[0])) * (bottom - top);
  const measure = xLog ? Math.log2 : (value: number): number => value;
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  const xDomain = domainOfX([...xs, ...(options.xTicks ?? [])], xLog);
  const [start, end] = [left + inset, width - right - inset];
  const placeX = (value: number): number =>
    start + ((measure(value) - measure(xDomain[0])) / (measure(xDomain[1]) - measure(xDomain[0]))) * (end - start);
  const xTicks = options.xTicks ?? thinTicks(ticksOfX(xs, xDomain, xLog), placeX, xFormat, sizes.tick);

  const lasts = series.map(({ points }) => points.at(-1)!);
  const wanted = lasts.map((point) => Math.min(bottom, Math.max(top, placeY(point.y))));
  const centers = placeLabels(wanted, nameHeights, Math.min(top, bottom - needed) - 8, bottom + 8);
  const xLabelY = bottom + 8 + lineHeight(sizes.tick) + 6 + sizes.label;
  return {
    width,
    height,
    margin: { left, right, top, bottom: below },
    inset,
    x: { domain: xDomain, ticks: xTicks, format: xFormat, place: placeX },
    y: { domain: yDomain, ticks: yTicks, format: yFormat, place: placeY },
    title: titleBlock,
    subtitle: subtitleBlock,
    yLabel: yLabelBlock,
    xLabel: { lines: xLabelLines, x: (start + end) / 2, y: xLabelY },
    caption: { lines: captionLines, x: edge, y: height - edge - (captionLines.length - 1) * lineHeight(sizes.caption) },
    ends: names.map((lines, i) => ({
      lines,
      from: [placeX(lasts[i]!.x), wanted[i]!],
      x: width - right + leader - 6,
      y: centers[i]!,
    })),
  };
}

function ticksOfY(series: readonly ChartSeries[], domain: readonly [number, number] | undefined): number[] {
  const low = domain?.[0] ?? Math.min(...lows(series));
  const high = domain?.[1] ?? Math.max(...highs(series));
  const around = low === high ? Math.abs(low) / 2 || 1 : 0;
  const ticks = roundTicks(low - around, high + around);
  return domain ? ticks.filter((tick) => tick >= low && tick <= high) : ticks;
}

function ticksOfX(xs: readonly number[], [low, high]: readonly [number, number], xLog: boolean): readonly number[] {
  if (xs.length <= 12) return xs;
  return (xLog ? powerTicks(low, high) : roundTicks(low, high, 6)).filter((tick) => tick >= low && tick <= high);
}

function domainOfX(xs: readonly number[], xLog: boolean): [number, number] {
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  if (low < high) return [low, high];
  return xLog ? [low / 2, high * 2] : [low - 1, high + 1];
}

const lows = (series: readonly ChartSeries[]): number[] =>
  series.flatMap(({ points }) => points.flatMap(({ y, low = y, draws = [] }) => [y, low, ...draws]));
const highs = (series: readonly ChartSeries[]): number[] =>
  series.flatMap(({ points }) => points.flatMap(({ y, high = y, draws = [] }) => [y, high, ...draws]));
