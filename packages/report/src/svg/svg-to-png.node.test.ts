import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { GenError } from '@gen/core';
import { decode } from 'fast-png';
import { afterEach, describe, expect, test, vi } from 'vitest';

const svg = (body: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">${body}</svg>`;
const square = svg('<rect x="10" y="10" width="20" height="20" fill="#ff0000"/>');
const word = (attributes = ''): string => svg(`<text x="5" y="25" font-size="16" ${attributes}>Generate</text>`);

// A fresh copy of the module each time: what it loads, it keeps.
async function fresh(): Promise<typeof import('./svg-to-png')['svgToPng']> {
  vi.resetModules();
  return (await import('./svg-to-png')).svgToPng;
}
const ink = (png: Uint8Array): number => decode(png).data.filter((value, i) => i % 4 === 3 && value > 128).length;
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('svgToPng', () => {
  test('draws shapes to the pixel', async () => {
    const svgToPng = await fresh();
    const { width, height, data } = decode(await svgToPng(square, { scale: 1, background: '#0000ff' }));
    const at = (x: number, y: number): number[] => [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
    expect([width, height]).toEqual([100, 40]);
    expect(at(10, 10)).toEqual([255, 0, 0, 255]);
    expect(at(29, 29)).toEqual([255, 0, 0, 255]);
    expect(at(30, 29)).toEqual([0, 0, 255, 255]);
    expect(at(9, 10)).toEqual([0, 0, 255, 255]);
  });

  test('is twice as large as the SVG, as wide as it is told, or to scale; transparent where nothing is drawn', async () => {
    const svgToPng = await fresh();
    const size = async (options: object): Promise<number[]> => {
      const { width, height, data } = decode(await svgToPng(square, options));
      expect(data[3]).toBe(0);
      return [width, height];
    };
    expect(await size({})).toEqual([200, 80]);
    expect(await size({ width: 50 })).toEqual([50, 20]);
    expect(await size({ scale: 3 })).toEqual([300, 120]);
  });

  test.each([
    '',
    'font-family="sans-serif"',
    'font-family="serif"',
    'font-family="monospace"',
    'font-family="Nobody Has This"',
    'font-weight="bold"',
  ])('really draws text: %s', async (attributes) => {
    const svgToPng = await fresh();
    expect(ink(await svgToPng(word(attributes), { scale: 1 }))).toBeGreaterThan(100);
  });

  test('bold is bolder', async () => {
    const svgToPng = await fresh();
    expect(ink(await svgToPng(word('font-weight="bold"')))).toBeGreaterThan(1.2 * ink(await svgToPng(word())));
  });

  test('takes a renderer and fonts of the caller', async () => {
    const svgToPng = await fresh();
    const { resolve } = createRequire(import.meta.url);
    const wasm = await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm'));
    const fonts = [new Uint8Array(await readFile(resolve('dejavu-fonts-ttf/ttf/DejaVuSerif.ttf')))];
    const serif = await svgToPng(word(), { wasm, fonts });
    expect(ink(serif)).toBeGreaterThan(100);
    expect(serif).not.toEqual(await svgToPng(word()));
  });

  test('refuses what it cannot render, with the reason', async () => {
    const svgToPng = await fresh();
    for (const [text, options, words] of [
      ['<svg', {}, 'svg to be a well-formed SVG document'],
      [3, {}, 'svg to be a string'],
      [svg('<image href="https://example.org/a.png" width="9" height="9"/>'), {}, 'svg to be without pictures outside itself'],
      [square, { width: 0 }, 'width to be a positive number'],
      [square, { scale: Number.NaN }, 'scale to be a positive number'],
      [square, { scale: 1, width: 9 }, 'scale to be absent where width is given'],
    ] as const) {
      const error = await failure(svgToPng(text as string, options));
      expect(GenError.is(error, 'value'), String(error)).toBe(true);
      expect(String(error)).toContain(`svgToPng: expected ${words}`);
    }
  });

  test('never leaves out text in silence: no fonts is an error', async () => {
    const svgToPng = await fresh();
    expect(GenError.is(await failure(svgToPng(word(), { fonts: [] })), 'missing')).toBe(true);
  });

  test('says what to pass outside Node', async () => {
    const svgToPng = await fresh();
    vi.stubGlobal('process', undefined);
    const error = await failure(svgToPng(word()));
    vi.unstubAllGlobals();
    expect(GenError.is(error, 'missing')).toBe(true);
    expect(String(error)).toMatch(/expected the option (wasm|fonts) outside Node/u);
    expect(ink(await svgToPng(word()))).toBeGreaterThan(100); // a later call with what it needs succeeds
  });

  test('says which package is not there', async () => {
    const noFile = { readFile: () => Promise.reject(new Error('ENOENT')) };
    const builtin = process.getBuiltinModule;
    const spy = vi.spyOn(process, 'getBuiltinModule');
    spy.mockImplementation(((name: string) => (name === 'node:fs/promises' ? noFile : builtin(name))) as typeof builtin);
    const svgToPng = await fresh();
    const error = await failure(svgToPng(word()));
    spy.mockRestore();
    expect(GenError.is(error, 'missing')).toBe(true);
    expect(String(error)).toMatch(/to be installed/u);
  });
});
