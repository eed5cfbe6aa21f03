import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cuda } from './native';
import { useBackend } from './use-backend';

// A package that looks like tfjs-node: the cpu backend under the name 'tensorflow', which it sets when it is loaded.
const source = (core: string, cpu: string): string => `
  const tf = require(${JSON.stringify(core)});
  const { MathBackendCPU } = require(${JSON.stringify(cpu)});
  if (tf.findBackendFactory('tensorflow') === null) {
    tf.registerBackend('tensorflow', () => new MathBackendCPU(), 3);
    tf.copyRegisteredKernels('cpu', 'tensorflow');
  }
  tf.setBackend('tensorflow');
`;

// With the real one in use, its name is taken.
describe('native backends', () => {
  const start = tf.getBackend();
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gen-backend-'));
    vi.stubEnv('GEN_TFJS_NODE', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await tf.setBackend(start);
    await rm(folder, { recursive: true });
  });

  async function install(): Promise<void> {
    const require = createRequire(import.meta.url);
    const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), '{"name": "@tensorflow/tfjs-node", "version": "0.0.0", "main": "index.js"}');
    const paths = ['tfjs-core', 'tfjs-backend-cpu'].map((name) => require.resolve(`@tensorflow/${name}`));
    await writeFile(join(home, 'index.js'), source(paths[0], paths[1]));
  }

  it('says that the folder has no tfjs-node', async () => {
    await expect(useBackend('node')).rejects.toThrow(
      `useBackend: expected @tensorflow/tfjs-node in the folder that GEN_TFJS_NODE names, ${folder}, got: Cannot find module '@tensorflow/tfjs-node'`,
    );
    expect(tf.getBackend()).toBe(start);
  });

  it('says what to install without a folder', async () => {
    vi.stubEnv('GEN_TFJS_NODE', '');
    await expect(useBackend('node')).rejects.toThrow(
      /^useBackend: expected the package @tensorflow\/tfjs-node for backend 'node', got none; run: npm install @tensorflow\/tfjs-node$/,
    );
  });

  it('takes tfjs-node from the folder, by either name', async () => {
    await useBackend('cpu');
    await tf.setBackend(start);
    await install();
    for (const name of ['node', 'native'] as const) {
      const backend = await useBackend(name);
      expect(backend).toMatchObject({ name: 'node', requested: name, description: 'TensorFlow C library on the CPU' });
      expect(backend.capabilities.tfjsName).toBe('tensorflow');
      expect(tf.getBackend()).toBe('tensorflow');
    }
    expect((await useBackend('auto')).tried!.map(({ name }) => name)).toEqual(['cuda', 'webgpu']);
    await expect(cuda.describe()).rejects.toThrow(
      /^useBackend: expected tfjs-node-gpu to see an NVIDIA GPU for backend 'cuda', got none; it needs CUDA 11 and cuDNN 8 libraries$/,
    );
    Object.assign(tf.backend(), { isUsingGpuDevice: true });
    await expect(cuda.describe()).resolves.toMatchObject({ device: 'gpu' });
  });

  it('restores what tfjs-node uses and newer versions of Node lack', () => {
    const { isNullOrUndefined } = util as unknown as { isNullOrUndefined(value: unknown): boolean };
    expect([null, undefined, 0].map(isNullOrUndefined)).toEqual([true, true, false]);
  });
});
