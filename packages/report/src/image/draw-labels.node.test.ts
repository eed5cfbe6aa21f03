import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { imageGrid } from './image-grid';

const images = { data: new Uint8Array(4 * 30 * 30).fill(255), shape: [4, 30, 30, 1] };

/** How many pixels of the area are dark. */
function dark(png: Uint8Array, [left, top, right, bottom]: readonly number[]): number {
  const { width, data } = decode(png);
  let count = 0;
  for (let y = top!; y < bottom!; y++) for (let x = left!; x < right!; x++) count += Number(data[(y * width + x) * 3]! < 128);
  return count;
}

describe('labels of imageGrid', () => {
  test('stand under their pictures, in letters', async () => {
    const options = { columns: 2, scale: 2, gap: 4 };
    const plain = await imageGrid(images, options);
    const labeled = await imageGrid(images, { ...options, labels: ['seven', 'x < y & z', 'far too long to fit in here', ''] });
    expect(decode(plain).height).toBe(4 + 2 * 64);
    expect(decode(labeled).height).toBe(4 + 2 * 80);
    expect(dark(labeled, [4, 64, 64, 80])).toBeGreaterThan(30);
    expect(dark(labeled, [68, 64, 128, 80])).toBeGreaterThan(30);
    expect(dark(labeled, [4, 144, 64, 160])).toBeGreaterThan(30);
    expect(dark(labeled, [64, 80, 132, 164])).toBe(0); // the empty label, and nothing spilling over from its neighbor
    expect(dark(labeled, [4, 4, 64, 64])).toBe(0);
  });

  test('name the rows to their left, in light letters on a dark ground', async () => {
    const png = await imageGrid(images, {
      columns: 2,
      scale: 2,
      gap: 4,
      rowLabels: ['input', 'reconstruction'],
      background: [0, 0, 0],
    });
    const { width, height, data } = decode(png);
    expect(height).toBe(4 + 2 * 64);
    const gutter = width - 4 - 2 * 64;
    expect(gutter).toBeGreaterThan(80);
    const light = Array.from({ length: gutter * height }, (_, i) => data[(Math.floor(i / gutter) * width + (i % gutter)) * 3]!);
    expect(light.filter((value) => value > 128).length).toBeGreaterThan(100);
  });
});
