import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BackendName } from './backend';
import { useBackend } from './use-backend';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
const here = backendName as BackendName;
const other = here === 'cpu' ? (inNode ? 'wasm' : 'webgpu') : 'cpu';
const start = tf.getBackend();
const options = { allowSoftware: true };

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await tf.setBackend(start);
});

const refusal = (message: string | RegExp, code = 'backend') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('useBackend', () => {
  it('gives the backend, with what it can do, and says nothing', async () => {
    const said = ['log', 'warn', 'error', 'info'].map((level) => vi.spyOn(console, level as 'log'));
    for (const name of [here, other] as const) {
      const backend = await useBackend(name, options);
      expect(backend).toMatchObject({ name, requested: name });
      expect(backend.capabilities).toMatchObject({
        floatPrecision: 32,
        tfjsName: tf.getBackend(),
        fusedAdam: ['cpu', 'simd', 'wasm'].includes(name),
        device: name === 'webgpu' ? 'gpu' : 'cpu',
        float16: expect.any(Boolean),
        subgroups: expect.any(Boolean),
      });
      expect(backend.capabilities.threads ?? 1).toBeGreaterThan(0);
      expect(typeof backend.adapter).toBe(name === 'webgpu' ? 'string' : 'undefined');
      const { numTensors, numBytes } = tf.memory();
      expect(backend.baseline).toEqual({ numTensors, numBytes });
      expect(backend.description.length).toBeGreaterThan(10);
    }
    expect(said.flatMap((spy) => spy.mock.calls)).toEqual([]);
  });

  it('registers gradients', async () => {
    await useBackend(here, options);
    const slope = tf.tidy(() => tf.grad((x) => tf.square(x))(tf.scalar(3)));
    expect(await slope.data()).toEqual(Float32Array.of(6));
    slope.dispose();
  });

  it('can be called again and at the same time; the last call decides', async () => {
    const kernels = () => tf.getKernelsForBackend(tf.getBackend()).map(({ kernelFunc }) => kernelFunc);
    await useBackend(here, options);
    const before = kernels();
    const instance = tf.backend();
    const kept = tf.ones([2]); // a backend without data would be disposed of in between
    const all = await Promise.all([useBackend(here, options), useBackend(other, options), useBackend(here, options)]);
    expect(all.map(({ name }) => name)).toEqual([here, other, here]);
    expect(tf.getBackend()).toBe(start);
    expect(tf.backend() === instance).toBe(true);
    expect(kernels()).toEqual(before);
    kept.dispose();
  });

  it('goes on after a call that failed', async () => {
    const failed = useBackend('tpu' as BackendName);
    const next = useBackend(here, options);
    await expect(failed).rejects.toThrow();
    await expect(next).resolves.toMatchObject({ name: here });
  });

  it('refuses an unknown name', async () => {
    await expect(useBackend('tpu' as BackendName)).rejects.toEqual(
      refusal(
        /^useBackend: expected name to be one of 'auto', 'cuda', 'webgpu', 'node', 'simd', 'wasm', 'cpu', 'native', got 'tpu'$/,
        'value',
      ),
    );
    await expect(useBackend('toString' as BackendName)).rejects.toEqual(refusal(/got 'toString'$/, 'value'));
  });

  it('stops when told to, and leaves the backend', async () => {
    await expect(useBackend(other, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    await expect(useBackend('auto', { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    expect(tf.getBackend()).toBe(start);
  });

  it('refuses a backend that computes wrongly, frees it, and goes back to the one before', async () => {
    const { capabilities, dispose } = await useBackend(other, options);
    const kernel = tf.getKernel('BatchMatMul', capabilities.tfjsName)!;
    dispose();
    await tf.setBackend(start);
    tf.unregisterKernel('BatchMatMul', capabilities.tfjsName);
    // Squares the left matrix.
    const wrong: tf.KernelFunc = (call) => kernel.kernelFunc({ ...call, inputs: { ...call.inputs, b: call.inputs.a } });
    tf.registerKernel({ ...kernel, kernelFunc: wrong });
    try {
      await expect(useBackend(other, options)).rejects.toEqual(
        refusal(`^useBackend: expected matMul on '${other}' to give \\[19,22,43,50\\], got \\[7,10,15,22\\]$`),
      );
      expect(tf.getBackend()).toBe(start);
      expect(tf.engine().registry).not.toHaveProperty(capabilities.tfjsName);
    } finally {
      tf.unregisterKernel('BatchMatMul', capabilities.tfjsName);
      tf.registerKernel(kernel);
    }
  });

  it('names the kernels that a backend lacks', async () => {
    const { capabilities } = await useBackend(other, options);
    const present = tf.getKernelsForBackend(capabilities.tfjsName).map(({ kernelName }) => kernelName);
    expect(capabilities.missingKernels.filter((name) => present.includes(name))).toEqual([]);
    await useBackend('cpu');
    const cpu = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    const lacking = cpu.filter((name) => !present.includes(name) && name !== 'GenAdam');
    expect(capabilities.missingKernels).toEqual(other === 'cpu' ? [] : lacking.sort());
  });

  it("says with 'auto' what came before, and why not", async () => {
    const backend = await useBackend('auto');
    const order = ['cuda', 'webgpu', 'node', 'simd', 'wasm', 'cpu'];
    expect(backend.requested).toBe('auto');
    expect(backend.tried!.map(({ name }) => name)).toEqual(order.slice(0, order.indexOf(backend.name)));
    for (const { reason } of backend.tried!) expect(reason).toMatch(/^useBackend: expected .+, got[: ]/);
  });
});

describe.runIf(when(inNode && here !== 'webgpu', 'about Node without a GPU'))('useBackend, in Node', () => {
  it('refuses webgpu where the browser gives no adapter', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
    await expect(useBackend('webgpu')).rejects.toEqual(
      refusal(
        /^useBackend: expected a GPU adapter for backend 'webgpu', got none; the browser has WebGPU but gives it no device$/,
      ),
    );
    expect(tf.getBackend()).toBe(start);
  });

  it.each([
    [{ isFallbackAdapter: true }, 'unnamed adapter'],
    [{ info: { vendor: 'google', isFallbackAdapter: true } }, 'google'],
    [{ info: { vendor: 'google', architecture: 'swiftshader' } }, 'google swiftshader'],
    [{ info: { vendor: 'mesa', description: 'llvmpipe (LLVM 15)' } }, 'mesa llvmpipe \\(LLVM 15\\)'],
  ])('refuses webgpu in software: %j', async (adapter, label) => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
    await expect(useBackend('webgpu')).rejects.toEqual(
      refusal(
        `^useBackend: expected a hardware adapter for backend 'webgpu', got software \\(${label}\\); pass {allowSoftware: true} to use it all the same$`,
      ),
    );
  });

  it('refuses cuda without its package, and says what to install', async () => {
    await expect(useBackend('cuda')).rejects.toEqual(
      refusal(
        /^useBackend: expected the package @tensorflow\/tfjs-node-gpu for backend 'cuda', got none; run: npm install @tensorflow\/tfjs-node-gpu$/,
      ),
    );
    expect(tf.getBackend()).toBe(start);
  });
});

describe.runIf(when(!inNode, 'about browsers'))('useBackend, in a browser', () => {
  it.each(['node', 'cuda'] as const)('refuses %s', async (name) => {
    await expect(useBackend(name)).rejects.toEqual(
      refusal(`^useBackend: expected Node.js for backend '${name}', got another environment$`),
    );
  });

  it('refuses software unless allowed', async () => {
    const { capabilities, description } = await useBackend('webgpu', options);
    expect(capabilities.device).toBe('gpu');
    if (!capabilities.software) return;
    expect(description).toMatch(/^WebGPU on .*, in software$/);
    await expect(useBackend('webgpu')).rejects.toEqual(refusal(/^useBackend: expected a hardware adapter .* got software/));
  });
});
