import { GenError } from '@gen/core';
import { describe, expect, test } from 'vitest';
import labelEfficiency from './label-efficiency.json';
import { type ChartSeries, type LineChartOptions, lineChart } from './line-chart';

const options: LineChartOptions = {
  title: 'Few labels, <many> pictures & "more"',
  subtitle: 'subtitle',
  caption: 'caption',
  xLabel: 'labels',
  yLabel: 'accuracy, %',
  xLog: true,
};

/** The contents of the elements whose opening tag holds the words. */
function texts(svg: string, words: string): string[] {
  return [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/gu)]
    .filter((match) => match[1]!.includes(words))
    .map((match) => match[2]!);
}

/** The texts inside the group with that label. */
function group(svg: string, label: string): string[] {
  const inside = svg.split(`aria-label="${label}"`)[1]!.split('</g>')[0]!;
  return [...inside.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map((match) => match[1]!);
}

const names = (svg: string): { name: string; y: number }[] =>
  [...svg.matchAll(/<g class="series-name">.*?<text[^>]* y="([\d.]+)">([^<]*)<\/text><\/g>/gu)].map((match) => {
    return { name: match[2]!, y: Number(match[1]) };
  });

describe('lineChart', () => {
  test('is an SVG document with a title and a description', async () => {
    const svg = await lineChart(labelEfficiency, options);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
    const id = /aria-labelledby="(chart-[0-9a-f]{8})-title \1-desc"/u.exec(svg)![1];
    expect(svg).toContain(`<title id="${id}-title">Few labels, &lt;many&gt; pictures &amp; &quot;more&quot;</title>`);
    expect(svg).toContain(`<desc id="${id}-desc">accuracy, % by labels. Fine-tuned VAE encoder: `);
    expect(svg).toContain('Same network, labels alone (baseline): ');
    expect(svg).not.toContain('<style');
    const document = new (globalThis.DOMParser ?? class {})() as DOMParser;
    if (document.parseFromString) expect(document.parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBe(null);
  });

  test('marks the label budgets, as plain numbers, at equal ratios', async () => {
    const svg = await lineChart(labelEfficiency, options);
    expect(group(svg, 'x-axis tick label')).toEqual(['20', '50', '100', '200', '500', '1000']);
    const inside = svg.split('aria-label="x-axis tick label"')[1]!.split('</g>')[0]!;
    const places = [...inside.matchAll(/<text[^>]*translate\(([\d.]+)/gu)].map((match) => Number(match[1]));
    expect(places[3]! - places[2]!).toBeCloseTo(places[5]! - places[4]!, 1);
    expect((places[1]! - places[0]!) / (places[5]! - places[0]!)).toBeCloseTo(Math.log(2.5) / Math.log(50), 2);
    expect(group(svg, 'y-axis tick label')).toEqual(['50', '60', '70', '80', '90', '100']);
  });

  test('draws a line, a ribbon, symbols and draws for each series, and writes all texts', async () => {
    const svg = await lineChart(labelEfficiency, options);
    for (const { name, points } of labelEfficiency) {
      for (const part of ['line', 'intervals', 'draws', 'points']) {
        const marks = svg.split(`aria-description="${name}: ${part}"`)[1]!.split('</g>')[0]!;
        expect(marks.match(/<(?:path|circle)/gu)?.length, `${part} of ${name}`).toBe(
          part === 'points' ? points.length : part === 'draws' ? points.length * 5 : 1,
        );
      }
    }
    expect(texts(svg, 'class="title"')).toEqual(['Few labels, &lt;many&gt; pictures &amp; &quot;more&quot;']);
    expect(texts(svg, 'class="subtitle"')).toEqual(['subtitle']);
    expect(texts(svg, 'class="caption"')).toEqual(['caption']);
    expect(texts(svg, 'class="x-label"')).toEqual(['labels']);
    expect(texts(svg, 'class="y-label"')).toEqual(['accuracy, %']);
  });

  test('names stand at the ends of the lines, in their order, and never overlap', async () => {
    const placed = names(await lineChart(labelEfficiency, options));
    expect(placed.map(({ name }) => name)).toEqual(labelEfficiency.map(({ name }) => name));
    const ends = labelEfficiency.map(({ points }, i) => ({ end: points.at(-1)!.y, y: placed[i]!.y }));
    ends.sort((a, b) => b.end - a.end);
    for (let i = 1; i < ends.length; i++) expect(ends[i]!.y - ends[i - 1]!.y).toBeGreaterThanOrEqual(16);
  });

  test('baselines are gray, the others have colors of their own', async () => {
    const svg = await lineChart(labelEfficiency, options);
    const colors = labelEfficiency.map(({ name }) => {
      return /stroke="(#[0-9a-f]{6})"/u.exec(svg.split(`aria-description="${name}: line"`)[1]!)![1]!;
    });
    const gray = colors.map((color) => new Set(color.slice(1).match(/../gu)).size === 1);
    expect(gray).toEqual(labelEfficiency.map(({ baseline }) => baseline));
    expect(new Set(colors).size).toBe(colors.length);
  });

  test('the same input gives the same text, whatever was drawn before', async () => {
    const first = await lineChart(labelEfficiency, { ...options, yDomain: [60, 90] });
    await lineChart(labelEfficiency, { yDomain: [0, 100] });
    expect(await lineChart(labelEfficiency, { ...options, yDomain: [60, 90] })).toBe(first);
    const shuffled = labelEfficiency.map((one) => ({ ...one, points: [...one.points].reverse() }));
    expect(await lineChart(shuffled, { ...options, yDomain: [60, 90] })).toBe(first);
  });

  test('grows with the names it must hold, and breaks long texts into lines', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      name: `method ${i}`,
      points: [
        { x: 1, y: 1 },
        { x: 2, y: 1 },
      ],
      baseline: i > 16,
    }));
    const svg = await lineChart(many, { height: 100, title: 'word '.repeat(40), description: 'a fan' });
    expect(Number(/ height="(\d+)"/u.exec(svg)![1])).toBeGreaterThan(20 * 16);
    expect(texts(svg, 'class="title"').length).toBeGreaterThan(1);
    expect(svg).toMatch(/<desc[^>]*>a fan<\/desc>/u);
    const ys = names(svg)
      .map(({ y }) => y)
      .sort((a, b) => a - b);
    for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(16);
  });

  test('draws a single point with its interval, and curves without symbols', async () => {
    for (const xLog of [true, false]) {
      const svg = await lineChart([{ name: 'one', points: [{ x: 3, y: -2, low: -3, high: -1 }] }], { xLog });
      expect(svg).toMatch(/aria-description="one: intervals"[^>]*>(?:<g[^>]*>)?<line/u);
      expect(group(svg, 'x-axis tick label')).toEqual(['3']);
    }
    const flat = await lineChart([{ name: 'flat', points: [{ x: 0, y: 0 }] }]);
    expect(group(flat, 'y-axis tick label')).toContain('0');
    const points = Array.from({ length: 100 }, (_, i) => ({ x: i + 1, y: Math.sqrt(i) }));
    const curve = await lineChart([{ name: 'curve', points }]);
    expect(
      curve
        .split('aria-description="curve: points"')[1]!
        .split('</g>')[0]!
        .match(/<circle/gu),
    ).toHaveLength(1);
    expect(group(curve, 'x-axis tick label')).toEqual(['20', '40', '60', '80', '100']);
    const log = await lineChart([{ name: 'curve', points }], { xLog: true });
    expect(group(log, 'x-axis tick label')).toEqual(['1', '2', '4', '8', '16', '32', '64']);
  });

  test('takes ticks and formats as told', async () => {
    const svg = await lineChart(labelEfficiency, {
      ...options,
      xTicks: [10, 100, 1000],
      yTicks: [0, 50, 100],
      xFormat: (x) => `n=${x}`,
      yFormat: (y) => `${y} %`,
    });
    expect(group(svg, 'x-axis tick label')).toEqual(['n=10', 'n=100', 'n=1000']);
    expect(group(svg, 'y-axis tick label')).toEqual(['0 %', '50 %', '100 %']);
  });

  const good = { name: 'a', points: [{ x: 1, y: 1 }] };
  test.each<[string, readonly ChartSeries[], LineChartOptions]>([
    ['the number of series', [], {}],
    ['series[0].name', [{ ...good, name: ' ' }], {}],
    ['series[1].name', [good, good], {}],
    ["the number of points of series 'a'", [{ name: 'a', points: [] }], {}],
    ["x of series 'a', points[0]", [{ name: 'a', points: [{ x: 0, y: 1 }] }], { xLog: true }],
    ["x of series 'a', points[0]", [{ name: 'a', points: [{ x: Number.NaN, y: 1 }] }], {}],
    [
      "y of series 'a', points[1]",
      [
        {
          name: 'a',
          points: [
            { x: 1, y: 1 },
            { x: 2, y: Number.NaN },
          ],
        },
      ],
      {},
    ],
    ["a draw of series 'a', points[0]", [{ name: 'a', points: [{ x: 1, y: 1, draws: [Number.POSITIVE_INFINITY] }] }], {}],
    ["low of series 'a', points[0]", [{ name: 'a', points: [{ x: 1, y: 1, high: 2 }] }], {}],
    ["high of series 'a', points[0]", [{ name: 'a', points: [{ x: 1, y: 1, low: 2, high: 1 }] }], {}],
    [
      "one point for each x in series 'a'",
      [
        {
          name: 'a',
          points: [
            { x: 1, y: 1 },
            { x: 1, y: 2 },
          ],
        },
      ],
      {},
    ],
    ['width', [good], { width: -1 }],
    ['height', [good], { height: Number.NaN }],
    ['xTicks', [good], { xLog: true, xTicks: [0, 1] }],
    ['yTicks', [good], { yTicks: [] }],
    ['yDomain', [good], { yDomain: [1, 1] }],
  ])('refuses bad input: %s', async (words, series, bad) => {
    const error = await lineChart(series, bad).catch((reason: unknown) => reason);
    expect(GenError.is(error, 'value'), String(error)).toBe(true);
    expect(String(error)).toContain(`lineChart: expected ${words}`);
  });
});
