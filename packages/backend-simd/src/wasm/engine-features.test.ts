import { afterEach, expect, it, vi } from 'vitest';
import { engineFeatures } from './engine-features';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
afterEach(() => vi.unstubAllGlobals());

it('tells what the engine has', () => {
  const { simd, relaxedSimd, sharedMemory } = engineFeatures();
  expect(simd).toBe(true);
  if (inNode) {
    const asked = process.execArgv.includes('--experimental-wasm-relaxed-simd');
    expect(relaxedSimd).toBe(asked || Number(process.versions.node.split('.')[0]) >= 22);
  }
  expect(sharedMemory).toBe(inNode || globalThis.crossOriginIsolated);
});

it('finds nothing in an engine without WebAssembly', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(engineFeatures()).toEqual({ simd: false, relaxedSimd: false, sharedMemory: false });
});

it('finds no SIMD where the engine refuses its instructions', () => {
  const { validate } = WebAssembly;
  vi.stubGlobal('WebAssembly', { validate: (bytes: Uint8Array) => !bytes.includes(253) && validate(bytes as BufferSource) });
  expect(engineFeatures()).toMatchObject({ simd: false, relaxedSimd: false });
});

it.each([
  [true, true],
  [false, false],
  [undefined, false],
])('shares memory on a page only when it is isolated: crossOriginIsolated %s', (crossOriginIsolated, shared) => {
  vi.stubGlobal('process', undefined);
  vi.stubGlobal('crossOriginIsolated', crossOriginIsolated);
  // A page that is not isolated has none.
  vi.stubGlobal('SharedArrayBuffer', globalThis.SharedArrayBuffer ?? ArrayBuffer);
  expect(engineFeatures().sharedMemory).toBe(shared);
});

it('shares no memory where there is no SharedArrayBuffer', () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(engineFeatures().sharedMemory).toBe(false);
});
