import { GenError } from '@gen/core';
import { expect, test } from 'vitest';
import { loadRenderer } from './load-renderer';

// One test in a file of its own: the library can be started only once in a process.
test('refuses a renderer that is none, and starts with the right one afterwards', async () => {
  const error = await loadRenderer(new Uint8Array([1, 2, 3])).catch((reason: unknown) => reason);
  expect(GenError.is(error, 'missing'), String(error)).toBe(true);
  expect(String(error)).toContain('svgToPng: expected wasm to be the renderer of @resvg/resvg-wasm, got "');
  const Resvg = await loadRenderer(undefined);
  expect(await loadRenderer(undefined)).toBe(Resvg);
});
