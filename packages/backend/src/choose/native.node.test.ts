import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from './use-backend';

const start = tf.getBackend();
const variables = { 'tfjs-node': 'GEN_TFJS_NODE', 'tfjs-node-gpu': 'GEN_TFJS_NODE_GPU' } as const;
type PackageName = keyof typeof variables;
let folder = '';

async function install(name: PackageName, source: string): Promise<void> {
  const home = join(folder, 'node_modules/@tensorflow', name);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), `{"name": "@tensorflow/${name}", "version": "0.0.0", "main": "index.js"}`);
  await writeFile(join(home, 'index.js'), source);
}

const failing = (message: string): string => `throw new Error(${JSON.stringify(message)});`;

/** A package that looks like tfjs-node: the cpu backend under the name 'tensorflow', which it sets when it is loaded. */
function working(fields: { isGPUPackage: boolean; isUsingGpuDevice: boolean }): string {
  const require = createRequire(import.meta.url);
  const [core, cpu] = ['tfjs-core', 'tfjs-backend-cpu'].map((name) => JSON.stringify(require.resolve(`@tensorflow/${name}`)));
  return `
    const tf = require(${core});
    const { MathBackendCPU } = require(${cpu});
    if (tf.findBackendFactory('tensorflow') === null) {
      tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), ${JSON.stringify(fields)}), 3);
      tf.copyRegisteredKernels('cpu', 'tensorflow');
    }
    tf.setBackend('tensorflow');
  `;
}

// With the real one in use, its name is taken.
describe.runIf(when(backendName !== 'node', 'about packages that stand in for tfjs-node'))('native backends', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gen-backend-'));
    for (const variable of Object.values(variables)) vi.stubEnv(variable, folder);
    // Its kernels are copied.
    await useBackend('cpu');
    await tf.setBackend(start);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await tf.setBackend(start);
    if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
    for (const { kernelName } of tf.getKernelsForBackend('tensorflow')) tf.unregisterKernel(kernelName, 'tensorflow');
    await rm(folder, { recursive: true });
  });

  it.each([
    ['node', 'tfjs-node'],
    ['cuda', 'tfjs-node-gpu'],
  ] as const)('%s: says what is not there, with a folder and without', async (name, packageName) => {
    const variable = variables[packageName];
    await expect(useBackend(name)).rejects.toMatchObject({
      code: 'backend',
      message: `useBackend: expected @tensorflow/${packageName} in the folder that ${variable} names, ${folder}, got none; install it there, or unset the variable`,
    });
    vi.stubEnv(variable, '');
    await expect(useBackend(name)).rejects.toMatchObject({
      code: 'backend',
      message: `useBackend: expected the package @tensorflow/${packageName} for backend '${name}', got none; run: npm install @tensorflow/${packageName}`,
    });
    expect(tf.getBackend()).toBe(start);
  });

  const cudaVersions = (library: string): string =>
    `expected CUDA 11.2 and cuDNN 8.1, which tfjs-node-gpu 4.22 is built for, got no ${library}; install both, and name their folders in LD_LIBRARY_PATH before Node starts`;
  const driver = 'expected an NVIDIA driver, got none (no libcuda.so.1); install the driver of the GPU, 450.80.02 or later';
  const missing = (library: string): string => `${library}: cannot open shared object file: No such file or directory`;

  it.each([
    ['libcudart.so.11.0', missing('libcudart.so.11.0'), cudaVersions('libcudart.so.11.0')],
    ['libcublasLt.so.11', missing('libcublasLt.so.11'), cudaVersions('libcublasLt.so.11')],
    ['libcudnn.so.8', missing('libcudnn.so.8'), cudaVersions('libcudnn.so.8')],
    ['libcuda.so.1', missing('libcuda.so.1'), driver],
    [
      'no device',
      'failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected',
      "expected an NVIDIA GPU for backend 'cuda', got none (CUDA_ERROR_NO_DEVICE); see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it",
    ],
    [
      'no binary',
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: a/b',
      "expected the binary of @tensorflow/tfjs-node-gpu for backend 'cuda', got none, since its install script did not run or not to its end; run: npm rebuild @tensorflow/tfjs-node-gpu",
    ],
  ])('cuda: one sentence for %s', async (_, thrown, sentence) => {
    await install('tfjs-node-gpu', failing(thrown));
    await expect(useBackend('cuda')).rejects.toMatchObject({ code: 'backend', message: `useBackend: ${sentence}` });
    expect(tf.getBackend()).toBe(start);
  });

  it.each([
    [
      'no TensorFlow',
      missing('libtensorflow.so.2'),
      "expected the binary of @tensorflow/tfjs-node for backend 'node', got none, since its install script did not run or not to its end; run: npm rebuild @tensorflow/tfjs-node",
    ],
    [
      'a binary for another Node',
      'The module a.node\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 108. This version of Node.js requires\nNODE_MODULE_VERSION 115. Please try re-compiling',
      `expected @tensorflow/tfjs-node built for this Node.js, ${process.version} (ABI 115), got a build for ABI 108; run: npm rebuild @tensorflow/tfjs-node --build-addon-from-source`,
    ],
  ])('node: one sentence for %s', async (_, thrown, sentence) => {
    await install('tfjs-node', failing(thrown));
    await expect(useBackend('node')).rejects.toMatchObject({ code: 'backend', message: `useBackend: ${sentence}` });
  });

  it('passes on what it does not know, on one line', async () => {
    await install('tfjs-node', failing('broken\nin many lines'));
    await expect(useBackend('node')).rejects.toThrow(
      `useBackend: expected @tensorflow/tfjs-node in the folder that GEN_TFJS_NODE names, ${folder}, got broken`,
    );
  });

  it('takes tfjs-node from the folder, by either name', async () => {
    await install('tfjs-node', working({ isGPUPackage: false, isUsingGpuDevice: false }));
    for (const name of ['node', 'native'] as const) {
      const backend = await useBackend(name);
      expect(backend).toMatchObject({ name: 'node', requested: name, description: 'TensorFlow C library on the CPU' });
      expect(backend.capabilities).toMatchObject({ tfjsName: 'tensorflow', device: 'cpu', software: false });
      expect(tf.getBackend()).toBe('tensorflow');
    }
  });

  it("'auto' takes tfjs-node before wasm", async () => {
    await install('tfjs-node', working({ isGPUPackage: false, isUsingGpuDevice: false }));
    const { name, tried } = await useBackend('auto');
    expect(name).toBe('node');
    expect(tried!.map((each) => each.name)).toEqual(['cuda', 'webgpu']);
  });

  it('takes tfjs-node-gpu where it has a GPU', async () => {
    await install('tfjs-node-gpu', working({ isGPUPackage: true, isUsingGpuDevice: true }));
    const { capabilities, description } = await useBackend('cuda');
    expect(description).toBe('TensorFlow C library on an NVIDIA GPU');
    expect(capabilities).toMatchObject({ tfjsName: 'tensorflow', device: 'gpu' });
    await tf.setBackend(start);
    await install('tfjs-node', working({ isGPUPackage: false, isUsingGpuDevice: false }));
    await expect(useBackend('node')).rejects.toThrow(
      /^useBackend: expected TensorFlow on the CPU for backend 'node', got tfjs-node-gpu, which was loaded before in this process; use 'cuda', or start another process$/,
    );
  });

  it('refuses tfjs-node-gpu where it runs on the CPU, which it says on the standard error only', async () => {
    vi.spyOn(process, 'dlopen').mockImplementation((_, library) => {
      throw new Error(missing(library));
    });
    await install('tfjs-node-gpu', working({ isGPUPackage: true, isUsingGpuDevice: false }));
    const reason =
      process.platform === 'linux'
        ? driver
        : 'expected an NVIDIA GPU that CUDA can use, got none; see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it';
    await expect(useBackend('cuda')).rejects.toMatchObject({ code: 'backend', message: `useBackend: ${reason}` });
    expect(tf.getBackend()).toBe(start);
  });

  it('refuses cuda after tfjs-node in one process', async () => {
    await install('tfjs-node', working({ isGPUPackage: false, isUsingGpuDevice: false }));
    await useBackend('node');
    await tf.setBackend(start);
    await install('tfjs-node-gpu', working({ isGPUPackage: true, isUsingGpuDevice: true }));
    await expect(useBackend('cuda')).rejects.toThrow(
      /^useBackend: expected TensorFlow for CUDA for backend 'cuda', got tfjs-node, the build for the CPU, which was loaded before in this process; start another process and choose 'cuda' first$/,
    );
  });

  it('restores what tfjs-node uses and newer versions of Node lack', async () => {
    const removed = util as unknown as Record<string, ((value: unknown) => boolean) | undefined>;
    const before = { isNullOrUndefined: removed.isNullOrUndefined, isArray: removed.isArray };
    Object.assign(removed, { isNullOrUndefined: undefined, isArray: undefined });
    try {
      await expect(useBackend('node')).rejects.toThrow();
      expect([null, undefined, 0].map((value) => removed.isNullOrUndefined!(value))).toEqual([true, true, false]);
      expect([[], {}].map((value) => removed.isArray!(value))).toEqual([true, false]);
    } finally {
      Object.assign(removed, before);
    }
  });
});
