import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import '../index';
import { registerKernels } from '../kernels/register';
import { setThreads } from './set-threads';
import type { SimdBackend } from './simd-backend';
import { startBackend } from './start-backend';

const names = ['gen-simd1', 'gen-simd2'];
const before = tf.getBackend();
/** Those that tfjs takes without waiting. */
const instances: SimdBackend[] = [];

describe('startBackend', () => {
  beforeAll(async () => {
    setThreads(2);
    for (const name of names) {
      const instance = await startBackend();
      instances.push(instance);
      tf.registerBackend(name, () => instance);
      registerKernels(name);
    }
  });
  afterAll(async () => {
    await tf.setBackend(before);
    for (const name of names) {
      tf.removeBackend(name);
      for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
    }
  });

  it('gives each its own memory', () => {
    const [first, second] = instances;
    expect(first.heap.memory).not.toBe(second.heap.memory);
    const [one, two] = [first.heap.used, second.heap.used];
    const info = first.output([1000]);
    expect(first.heap.used).toBeGreaterThan(one);
    expect(second.heap.used).toBe(two);
    first.disposeData(info.dataId as object);
    expect(first.heap.used).toBe(one);
  });

  it('moves data from one to the other, where an operation needs it', async () => {
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    await tf.setBackend(names[0]);
    const a = tf.scalar(5);
    await tf.setBackend(names[1]);
    const b = tf.scalar(3);
    expect(tf.memory()).toMatchObject({ numTensors: numTensors + 2, numDataBuffers: numDataBuffers + 2, numBytes: numBytes + 8 });
    expect([(await a.data())[0], (await b.data())[0]]).toEqual([5, 3]);
    for (const [i, name] of names.entries()) {
      await tf.setBackend(name);
      const sum = tf.add(a, b);
      expect((await sum.data())[0]).toBe(8);
      sum.dispose();
      // The one in use holds both.
      expect(instances.map((instance) => instance.numDataIds())).toEqual(i === 0 ? [2, 0] : [0, 2]);
    }
    tf.dispose([a, b]);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
    expect(instances.map((instance) => instance.numDataIds())).toEqual([0, 0]);
  });

  it('refuses an engine without SIMD', async () => {
    vi.stubGlobal('WebAssembly', { validate: () => false });
    await expect(startBackend()).rejects.toMatchObject({
      code: 'backend',
      message: "useBackend: expected an engine with WebAssembly SIMD for backend 'simd', got one without; use 'wasm' or 'cpu'",
    });
    vi.unstubAllGlobals();
  });
});
