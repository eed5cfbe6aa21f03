import { GenError } from '@gen/core';
import { when } from '@gen/testing';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { svgToPng } from './svg-to-png';

const inBrowser = typeof globalThis.document === 'object';
const word = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><text x="5" y="25">Generate</text></svg>';

describe.runIf(when(inBrowser, 'about browsers'))('svgToPng in a browser', () => {
  // The test server serves the repository's own files from its root.
  const read = async (file: string): Promise<ArrayBuffer> => (await fetch(`/node_modules/${file}`)).arrayBuffer();

  test('says what to pass, and draws text with it', async () => {
    const error = await svgToPng(word).catch((reason: unknown) => reason);
    expect(GenError.is(error, 'missing'), String(error)).toBe(true);
    const wasm = await read('@resvg/resvg-wasm/index_bg.wasm');
    const fonts = [new Uint8Array(await read('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'))];
    const { data } = decode(await svgToPng(word, { wasm, fonts }));
    expect(data.filter((value, i) => i % 4 === 3 && value > 128).length).toBeGreaterThan(100);
  });
});
