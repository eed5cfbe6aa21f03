import { svgToPng } from '../svg/svg-to-png';
import { printable } from '../text/printable';
import { shortenText } from '../text/shorten-text';
import type { ImageGridOptions, Rgb } from './image-grid';
import { type Layout, labelSize } from './lay-out';

/** The background of a grid with its labels on it, [height, width, 3]; pictures go on top. */
export async function drawLabels(
  layout: Layout,
  background: Rgb,
  { labels, rowLabels, text }: Pick<ImageGridOptions, 'labels' | 'rowLabels' | 'text'>,
): Promise<Uint8Array> {
  const { width, height, tiles } = layout;
  const canvas = new Uint8Array(width * height * 3);
  for (let i = 0; i < canvas.length; i += 3) canvas.set(background, i);
  if (!labels && !rowLabels) return canvas;

  const [red, green, blue] = background;
  const ink = 0.3 * red + 0.6 * green + 0.1 * blue > 128 ? '#222' : '#eee';
  const under = (labels ?? []).map((label, i) => {
    const { left, top } = tiles[i]!;
    const short = shortenText(label, layout.tileWidth, labelSize);
    return line(short, left + layout.tileWidth / 2, top + layout.tileHeight + labelSize, 'middle');
  });
  const beside = (rowLabels ?? []).map((label, row) => {
    const middle = tiles[row * layout.columns]!.top + layout.tileHeight / 2;
    return line(label, layout.gutter - 4, middle + 0.36 * labelSize, 'end');
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="${ink}" ` +
    `font-family="DejaVu Sans" font-size="${labelSize}">${[...under, ...beside].join('')}</svg>`;
  const png = await svgToPng(svg, { ...text, scale: 1, background: `rgb(${background.join(',')})` });
  const { decode } = await import('fast-png');
  const { data } = decode(png); // [height, width, 4], opaque
  for (let pixel = 0; pixel < width * height; pixel++) canvas.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  return canvas;
}

function line(text: string, x: number, y: number, anchor: string): string {
  const safe = printable(text).replace(/&/gu, '&amp;').replace(/</gu, '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${safe}</text>`;
}
