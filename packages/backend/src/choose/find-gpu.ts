import { GenError } from '@gen/core';
import { canOpen } from './can-open';
import { importPeer } from './peer';

/** What is used here of the WebGPU standard's `GPUAdapterInfo`. */
export interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** What is used here of `GPUDevice`. */
export interface GpuDevice {
  readonly features: ReadonlySet<string>;
  readonly lost: Promise<{ readonly reason?: string; readonly message?: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: { readonly error: Error }) => void): void;
  destroy(): void;
}

/** What is used here of `GPUAdapter`. */
export interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  readonly isFallbackAdapter?: boolean;
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: object): Promise<GpuDevice>;
}

/** What is used here of `GPU`. */
export interface Gpu {
  requestAdapter(options?: object): Promise<GpuAdapter | null>;
}

interface Dawn {
  create(flags: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

// What tfjs-backend-webgpu reads of them while it works.
const constants = ['GPUBuffer', 'GPUBufferUsage', 'GPUMapMode', 'GPUTexture', 'GPUTextureUsage'] as const;

// One for the life of the process: when Node collects it before its devices, the process crashes.
let dawn: Gpu | undefined;

const inNode = (): boolean => globalThis.process?.versions?.node !== undefined;

/** WebGPU of the browser, or in Node of the package webgpu; adds to the globals what tfjs needs of it, but no `navigator`. */
export async function findGpu(): Promise<Gpu> {
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  if (gpu) return gpu;
  if (!inNode()) {
    throw new GenError(
      'backend',
      "useBackend: expected navigator.gpu for backend 'webgpu', got none; use a browser with WebGPU and a secure context (https or localhost)",
    );
  }
  if (dawn) return dawn;
  const { create, globals } = await importPeer<Dawn>('webgpu', 'webgpu');
  if (process.platform === 'linux' && !canOpen('libvulkan.so.1')) {
    throw new GenError(
      'backend',
      "useBackend: expected Vulkan (libvulkan.so.1) for backend 'webgpu', got none; run: apt-get install libvulkan1, and install the Vulkan driver of the GPU",
    );
  }
  const scope = globalThis as Record<string, unknown>;
  for (const name of constants) scope[name] ??= globals[name];
  dawn = create([]);
  return dawn;
}

/** The GPU adapter to compute on. @throws GenError `backend`, when there is none. */
export async function findAdapter(powerPreference: 'high-performance' | 'low-power'): Promise<GpuAdapter> {
  const gpu = await findGpu();
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (adapter) return adapter;
  const reason =
    gpu === dawn
      ? 'install the driver of the GPU (on Linux its Vulkan driver), or mesa-vulkan-drivers for one in software and pass {allowSoftware: true}'
      : 'the browser has WebGPU but gives it no device';
  throw new GenError('backend', `useBackend: expected a GPU adapter for backend 'webgpu', got none; ${reason}`);
}
