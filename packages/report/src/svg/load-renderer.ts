import { GenError } from '@gen/core';
import type { Resvg } from '@resvg/resvg-wasm';
import { packageFile } from './package-file';
import type { SvgToPngOptions } from './svg-to-png';

// Started by the first caller, shared by all; forgotten again where it fails, so that a later call with better arguments can succeed.
let loading: Promise<typeof Resvg> | undefined;

/** The rendering class of resvg, its WebAssembly compiled once. */
export function loadRenderer(wasm: SvgToPngOptions['wasm']): Promise<typeof Resvg> {
  loading ??= start(wasm).catch((cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

async function start(wasm: SvgToPngOptions['wasm']): Promise<typeof Resvg> {
  const binary = wasm ?? (await packageFile('@resvg/resvg-wasm/index_bg.wasm', 'wasm'));
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  try {
    await initWasm(binary);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Somebody else in this process started the same copy of the library: it is ready, which is all we need.
    if (!/already initialized/iu.test(reason)) {
      throw new GenError('missing', `svgToPng: expected wasm to be the renderer of @resvg/resvg-wasm, got "${reason}"`, {
        cause,
      });
    }
  }
  return Resvg;
}
