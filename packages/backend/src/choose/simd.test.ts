import { when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from './use-backend';

const start = tf.getBackend();
const canShare = typeof SharedArrayBuffer !== 'undefined' && (typeof process !== 'undefined' || globalThis.crossOriginIsolated);
const two = canShare ? 2 : 1;

afterEach(async () => {
  vi.unstubAllGlobals();
  if (tf.getBackend() !== 'simd') await useBackend('simd', { threads: 2 });
  await tf.setBackend(start);
});

describe("useBackend('simd')", () => {
  it('says what computes', async () => {
    const { capabilities, description } = await useBackend('simd', { threads: 2 });
    expect(description).toBe(description.replace(/SIMD.*/, `SIMD, ${two} thread${two > 1 ? 's' : ''}`));
    expect(description).toMatch(/^WebAssembly with (relaxed )?SIMD, /);
    expect(capabilities).toMatchObject({ tfjsName: 'simd', device: 'cpu', threads: two, fusedAdam: true, missingKernels: [] });
  });

  it.each([0, -1, 1.5, Number.NaN, '2'])('refuses %s threads', async (threads) => {
    for (const name of ['simd', 'auto', 'cpu'] as const) {
      await expect(useBackend(name, { threads: threads as number })).rejects.toMatchObject({
        code: 'value',
        message: expect.stringMatching(/^useBackend: expected threads to be an integer of at least 1, got /),
      });
    }
    expect(tf.getBackend()).toBe(start);
  });

  it.runIf(when(canShare, 'about threads'))(
    'starts anew for another number of threads, unless tensors are in the way',
    async () => {
      const { dispose } = await useBackend('simd', { threads: 2 });
      dispose();
      expect((await useBackend('simd', { threads: 1 })).capabilities.threads).toBe(1);
      expect((await useBackend('simd')).capabilities.threads).toBe(1);
      expect((await useBackend('simd', { threads: 3 })).capabilities.threads).toBe(3);
      const kept = tf.ones([2000]);
      await expect(useBackend('simd', { threads: 2 })).rejects.toMatchObject({
        code: 'backend',
        message:
          "useBackend: expected no tensors on backend 'simd', which runs with another number of threads, 3, got 1; dispose of them, or of the backend, before you ask for 2",
      });
      expect(tf.getBackend()).toBe('simd');
      expect((await useBackend('simd', { threads: 3 })).capabilities.threads).toBe(3);
      kept.dispose();
      expect((await useBackend('simd', { threads: 2 })).capabilities.threads).toBe(2);
    },
  );

  it('refuses an engine without SIMD', async () => {
    (await useBackend('simd')).dispose();
    await tf.setBackend('cpu');
    const { validate } = WebAssembly;
    vi.stubGlobal('WebAssembly', {
      ...Object.getOwnPropertyDescriptors(WebAssembly),
      validate: (bytes: Uint8Array) => !bytes.includes(253) && validate(bytes as BufferSource),
    });
    await expect(useBackend('simd')).rejects.toMatchObject({
      code: 'backend',
      message: "useBackend: expected an engine with WebAssembly SIMD for backend 'simd', got one without; use 'wasm' or 'cpu'",
    });
    expect(tf.getBackend()).toBe('cpu');
  });
});
