import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackendName } from './backend';
import { useBackend } from './use-backend';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
const here = backendName as BackendName;
const other = here === 'cpu' ? (inNode ? 'wasm' : 'webgpu') : 'cpu';
const options = { allowSoftware: true };
const start = tf.getBackend();

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ name: 'GenError', code: 'backend' });
    return (error as Error).message;
  }
  return 'nothing thrown';
};

beforeEach(async () => {
  await tf.setBackend(start);
});
afterEach(async () => {
  await tf.setBackend(start);
});

describe('dispose', () => {
  it('leaves tfjs on no backend, and everything says so', async () => {
    const backend = await useBackend(other, options);
    const instance = tf.backend();
    const before = tf.memory().numTensors;
    const kept = tf.ones([2000]);
    backend.dispose();
    backend.dispose();
    expect(tf.getBackend()).toBe('none');
    expect(tf.memory().numTensors).toBe(before + 1);
    const none = `useBackend: expected a backend in use, got none, since '${other}' was disposed of; call useBackend('${other}') or another`;
    expect(message(() => tf.scalar(1))).toBe(none);
    expect(message(() => tf.square(kept))).toBe(none);
    expect(message(() => tf.tidy(() => tf.grad((x) => tf.square(x))(kept)))).toBe(none);
    const gone = `useBackend: expected a tensor on a backend that is there, got one on '${other}', which was disposed of; call useBackend('${other}') and make the tensor anew`;
    await expect(kept.data()).rejects.toThrow(gone);
    expect(message(() => kept.dataSync())).toBe(gone);
    await tf.setBackend(start);
    expect(message(() => tf.square(kept))).toBe(gone);
    kept.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await useBackend(other, options);
    expect(tf.backend()).not.toBe(instance);
  });

  it('does not touch a backend that was started since', async () => {
    const first = await useBackend(other, options);
    first.dispose();
    await useBackend(other, options);
    const instance = tf.backend();
    first.dispose();
    expect(tf.backend()).toBe(instance);
    const sum = tf.add(1, 2);
    expect(await sum.data()).toEqual(Float32Array.of(3));
    sum.dispose();
  });

  it('of a backend that is not in use leaves the one in use', async () => {
    const backend = await useBackend(other, options);
    const kept = tf.ones([2000]);
    await useBackend(here, options);
    backend.dispose();
    expect(tf.getBackend()).toBe(start);
    kept.dispose();
  });
});

describe('switching', () => {
  it('disposes of a backend without data, and not of one with data', async () => {
    const { capabilities } = await useBackend(other, options);
    const registry: Record<string, unknown> = tf.engine().registry;
    const instance = tf.backend();
    const kept = tf.ones([2000]);
    await useBackend(here, options);
    expect(registry[capabilities.tfjsName]).toBe(instance);
    expect((await kept.data())[1999]).toBe(1);
    kept.dispose();
    await useBackend(here, options);
    expect(registry[capabilities.tfjsName]).toBeUndefined();
  });

  it('leaves alone a backend that was started by hand', async () => {
    await useBackend(here, options);
    const tfjsName = (await useBackend(other, options)).capabilities.tfjsName;
    await useBackend(here, options);
    await tf.setBackend(tfjsName);
    const instance = tf.backend();
    await useBackend(here, options);
    expect(tf.engine().registry[tfjsName]).toBe(instance);
  });
});
