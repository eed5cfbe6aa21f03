import { GenError } from '@gen/core';
import type { UseBackendOptions } from './backend';
import type { Candidate } from './candidate';
import { peerError } from './peer';

/** What is used here of the WebGPU standard's `GPUAdapter`. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly device?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
}

interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>;
}

const imitations = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

async function adapterHere(): Promise<{ label: string; software: boolean }> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu) {
    throw new GenError(
      'backend',
      "useBackend: expected navigator.gpu for backend 'webgpu', got none; use a browser with WebGPU and a secure context (https or localhost)",
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new GenError(
      'backend',
      "useBackend: expected a GPU adapter for backend 'webgpu', got none; the browser has WebGPU but gives it no device",
    );
  }
  const { vendor, architecture, device, description } = adapter.info ?? {};
  const label = [...new Set([vendor, architecture, device, description].filter(Boolean))].join(' ') || 'unnamed adapter';
  const software = adapter.isFallbackAdapter === true || adapter.info?.isFallbackAdapter === true || imitations.test(label);
  return { label, software };
}

async function prepare({ allowSoftware = false }: UseBackendOptions): Promise<void> {
  const { label, software } = await adapterHere();
  if (software && !allowSoftware) {
    throw new GenError(
      'backend',
      `useBackend: expected a hardware adapter for backend 'webgpu', got software (${label}); pass {allowSoftware: true} to use it all the same`,
    );
  }
  try {
    await import('@tensorflow/tfjs-backend-webgpu');
  } catch (cause) {
    throw peerError('webgpu', '@tensorflow/tfjs-backend-webgpu', cause);
  }
}

/** The GPU of a browser. */
export const webgpu: Candidate = {
  tfjsName: 'webgpu',
  prepare,
  describe: async () => {
    const { label, software } = await adapterHere();
    return { description: `WebGPU on ${label}${software ? ', in software' : ''}`, device: 'gpu', software };
  },
};
