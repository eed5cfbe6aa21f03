import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { peerError } from './peer';
import { quietly } from './quietly';
import { start, stop } from './start';
import { verify } from './verify';

const name = 'gen-test';
afterEach(() => {
  if (tf.findBackendFactory(name)) tf.removeBackend(name);
});

describe('start', () => {
  it('refuses a backend that its package did not register', async () => {
    await expect(start('wasm', name)).rejects.toThrow(
      /^useBackend: expected tfjs to know a backend 'gen-test' for 'wasm', got none$/,
    );
  });

  it.each([
    [() => Promise.reject({ message: 'no file' }), 'no file'],
    [() => Promise.reject('no reason'), 'no reason'],
    [
      () => {
        throw new Error('no device');
      },
      'no device',
    ],
  ])('says why a backend does not start, and leaves it startable', async (factory, reason) => {
    tf.registerBackend(name, factory as never);
    await expect(start('wasm', name)).rejects.toThrow(`useBackend: expected backend 'wasm' to start, got: ${reason}`);
    expect(tf.findBackendFactory(name)).toBe(factory);
  });

  it('makes one instance, until it is stopped', async () => {
    let made = 0;
    class Backend extends tf.KernelBackend {
      override dispose(): void {}
    }
    tf.registerBackend(name, () => {
      made++;
      return new Backend();
    });
    await start(name, name);
    await start(name, name);
    expect(made).toBe(1);
    stop(name, name);
    stop(name, name);
    await start(name, name);
    expect(made).toBe(2);
  });
});

describe('verify', () => {
  it('refuses when tfjs is on another backend', async () => {
    await expect(verify('wasm', name)).rejects.toThrow(
      `useBackend: expected tfjs to be on backend 'gen-test', got '${tf.getBackend()}'`,
    );
  });
});

describe('peerError', () => {
  it('tells a package that is not there from one that does not load', () => {
    const absent = Object.assign(new Error("Cannot find package 'a' imported from b"), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(peerError('cpu', 'a', absent)).toMatchObject({
      code: 'backend',
      cause: absent,
      message: "useBackend: expected the package a for backend 'cpu', got none; run: npm install a",
    });
    expect(peerError('cpu', 'a', 'broken').message).toBe(
      "useBackend: expected the package a for backend 'cpu' to load, got: broken",
    );
    const inside = new Error("Cannot find package 'c' imported from d");
    expect(peerError('cpu', '@x/y', inside).message).toMatch(/to load, got: Cannot find package 'c'/);
  });
});

describe('quietly', () => {
  it('puts the flag back, also after an error', async () => {
    const before = tf.env().getBool('IS_TEST');
    await expect(quietly(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(tf.env().getBool('IS_TEST')).toBe(before);
  });
});
