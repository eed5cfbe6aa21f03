import { GenError } from '@gen/core';
import { decode } from 'fast-png';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { svgToPng } from '../svg/svg-to-png';
import labelEfficiency from './label-efficiency.json';
import { lineChart } from './line-chart';

const parse = (svg: string): Element => parseHTML(svg).document.querySelector('svg')!;

describe('lineChart in Node', () => {
  test('becomes a PNG in which the text is really there', async () => {
    const png = decode(
      await svgToPng(await lineChart(labelEfficiency, { title: 'Few labels', xLabel: 'labels', xLog: true }), { scale: 1 }),
    );
    const ink = (left: number, top: number, right: number, bottom: number): number => {
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) count += Number(png.data[(y * png.width + x) * 4]! < 128);
      }
      return count;
    };
    expect([png.width, png.height]).toEqual([760, 460]);
    expect([...png.data.slice(0, 4)]).toEqual([255, 255, 255, 255]);
    expect(ink(16, 14, 120, 40)).toBeGreaterThan(200); // title
    expect(ink(560, 40, 744, 440)).toBeGreaterThan(500); // names at the ends of the lines
    expect(ink(0, 0, 760, 12) + ink(0, 450, 760, 460) + ink(0, 0, 10, 460) + ink(756, 0, 760, 460)).toBe(0); // margins are clear
  });

  test('draws in the document it is given', async () => {
    const { document } = parseHTML('<html><body></body></html>');
    const series = [{ name: 'a', points: [{ x: 1, y: 1 }] }];
    expect(await lineChart(series, { document })).toBe(await lineChart(series));
  });

  test('cuts what lies outside yDomain with clip paths of its own', async () => {
    const one = await lineChart(labelEfficiency, { yDomain: [70, 90] });
    const other = await lineChart(labelEfficiency, { yDomain: [60, 90] });
    const ids = (svg: string): string[] => [...svg.matchAll(/<clipPath id="([^"]+)"/gu)].map((match) => match[1]!);
    expect(ids(one).length).toBeGreaterThan(0);
    for (const id of ids(one)) expect(one).toContain(`clip-path="url(#${id})"`);
    expect(ids(one).some((id) => ids(other).includes(id))).toBe(false);
    expect(one).toBe(await lineChart(labelEfficiency, { yDomain: [70, 90] }));
    const ticks = parse(one).querySelector('[aria-label="y-axis tick label"]')!;
    expect([...ticks.children].map((tick) => tick.textContent)).toEqual(['70', '75', '80', '85', '90']);
  });

  test('refuses a chart without room for its lines', async () => {
    const error = await lineChart(labelEfficiency, { width: 200 }).catch((reason: unknown) => reason);
    expect(GenError.is(error, 'value')).toBe(true);
    expect(String(error)).toMatch(/expected width to be at least \d+ for these labels, got 200/u);
  });
});
