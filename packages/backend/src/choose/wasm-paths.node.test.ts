import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { useBackend } from './use-backend';

const start = tf.getBackend();
afterEach(() => tf.setBackend(start));

// Where wasm runs from the start, its paths are settled.
it.runIf(when(backendName === 'cpu', 'starts wasm anew, so once is enough: on cpu'))(
  'wasmPaths say where the .wasm files are',
  async () => {
    await expect(useBackend('wasm', { wasmPaths: { 'tfjs-backend-wasm.wasm': '/a.wasm' } })).rejects.toThrow(
      'useBackend: expected wasmPaths that work, got: There were no entries found for the following binaries: tfjs-backend-wasm-simd.wasm',
    );
    const folder = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
    const backend = await useBackend('wasm', { wasmPaths: folder });
    expect(backend.description).toMatch(/^WebAssembly with(out)? SIMD, \d+ threads?$/);
    await expect(useBackend('wasm', { wasmPaths: '/elsewhere/' })).resolves.toMatchObject({ name: 'wasm' });
  },
);
