import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Gpu } from './find-gpu';

// Each test asks anew: one Dawn serves for the life of a process.
const fresh = (): Promise<typeof import('./find-gpu')> => import('./find-gpu');

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('navigator', {});
  vi.spyOn(process, 'dlopen').mockImplementation(() => {});
});
afterEach(() => {
  vi.doUnmock('webgpu');
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('findGpu, in Node', () => {
  it('says what to install', async () => {
    // Node's own answer for a package that is not there, whether or not it is.
    const hooks = `export async function resolve(specifier, context, next) {
      if (specifier !== 'webgpu') return next(specifier, context);
      throw Object.assign(new Error("Cannot find package 'webgpu' imported from a.js"), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const dataUrl = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;
    const program = `
      import { useBackend } from '@gen/backend';
      await useBackend('webgpu').catch(({ code, message }) => console.log(code, message));
    `;
    const args = ['--import', 'tsx', '--import', dataUrl(register), '--conditions=@gen/source', '--input-type=module'];
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [...args, '-e', program], { cwd });
    expect(stdout).toBe(
      "backend useBackend: expected the package webgpu for backend 'webgpu', got none; run: npm install webgpu\n",
    );
  });

  it.runIf(process.platform === 'linux')('says that Vulkan is not there', async () => {
    vi.mocked(process.dlopen).mockImplementation((_, library) => {
      throw new Error(`${library}: cannot open shared object file: No such file or directory`);
    });
    vi.doMock('webgpu', () => ({ create: () => ({}), globals: {} }));
    const { findGpu } = await fresh();
    await expect(findGpu()).rejects.toMatchObject({
      code: 'backend',
      message:
        "useBackend: expected Vulkan (libvulkan.so.1) for backend 'webgpu', got none; run: apt-get install libvulkan1, and install the Vulkan driver of the GPU",
    });
  });

  it('says that there is no adapter, and what gives one', async () => {
    const gpu: Gpu = { requestAdapter: async () => null };
    vi.doMock('webgpu', () => ({ create: () => gpu, globals: {} }));
    const { findAdapter } = await fresh();
    await expect(findAdapter('high-performance')).rejects.toMatchObject({
      code: 'backend',
      message:
        "useBackend: expected a GPU adapter for backend 'webgpu', got none; install the driver of the GPU (on Linux its Vulkan driver), or mesa-vulkan-drivers for one in software and pass {allowSoftware: true}",
    });
  });

  it('takes the constants that tfjs needs, once, and no navigator', async () => {
    const create = vi.fn(() => ({ requestAdapter: async () => null }));
    vi.doMock('webgpu', () => ({ create, globals: { GPUMapMode: { READ: 1 }, GPUOther: 1 } }));
    vi.stubGlobal('GPUMapMode', undefined);
    vi.stubGlobal('GPUBuffer', 'mine');
    const { findGpu } = await fresh();
    expect(await findGpu()).toBe(await findGpu());
    expect(create).toHaveBeenCalledTimes(1);
    const scope = globalThis as Record<string, unknown>;
    expect(scope.GPUMapMode).toEqual({ READ: 1 });
    expect(scope.GPUBuffer).toBe('mine');
    expect(scope.GPUOther).toBeUndefined();
    expect(globalThis.navigator).toEqual({});
  });

  it('prefers the WebGPU that is there', async () => {
    const gpu: Gpu = { requestAdapter: async () => null };
    vi.stubGlobal('navigator', { gpu });
    const { findGpu } = await fresh();
    expect(await findGpu()).toBe(gpu);
  });

  it('outside Node says what browser it takes', async () => {
    vi.stubGlobal('process', undefined);
    const { findGpu } = await fresh();
    await expect(findGpu()).rejects.toThrow(
      /^useBackend: expected navigator.gpu for backend 'webgpu', got none; use a browser with WebGPU and a secure context \(https or localhost\)$/,
    );
  });
});
