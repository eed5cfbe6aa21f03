import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import { findGpu, type GpuAdapter, type GpuDevice } from './find-gpu';
import { watchDevice } from './watch-device';

/** tfjs-backend-webgpu. */
export type WebgpuModule = typeof import('@tensorflow/tfjs-backend-webgpu');

/** What is used here of its `WebGPUBackend`. */
export interface WebgpuBackend extends tf.KernelBackend {
  readonly device: GpuDevice;
}

// Those that tfjs asks for, and those that kernels of ours can use.
const features = ['timestamp-query', 'bgra8unorm-storage', 'shader-f16', 'subgroups'];

// By default a device has the least that the standard allows, whatever the GPU can do.
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

/** tfjs's WebGPU backend on a new device of `adapter`, which it destroys when it is disposed of. */
export async function makeWebgpuBackend({ WebGPUBackend }: WebgpuModule, adapter: GpuAdapter): Promise<tf.KernelBackend> {
  const gpu = await findGpu();
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((name) => adapter.features.has(name)),
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
  });
  const backend = withNavigator(gpu, () => new WebGPUBackend(device as never, adapter.info as never));
  const { dispose } = backend;
  backend.dispose = () => {
    dispose.call(backend);
    device.destroy();
  };
  if (typeof OffscreenCanvas === 'undefined') refuseToReadAtOnce(backend);
  watchDevice(backend, device);
  return backend;
}

/** tfjs reads a GPU without waiting by way of a canvas, which only browsers have. */
function refuseToReadAtOnce(backend: tf.KernelBackend): void {
  const { readSync } = backend;
  backend.readSync = (dataId) => {
    try {
      return readSync.call(backend, dataId);
    } catch (cause) {
      throw new GenError(
        'backend',
        "useBackend: expected a read that waits on backend 'webgpu' outside a browser, got dataSync, arraySync or a use on another backend; call await tensor.data() first",
        { cause },
      );
    }
  };
}

/** Runs `body`, which does not wait, with a `navigator.gpu`: the constructor of tfjs looks for one, though it has a device. */
function withNavigator<T>(gpu: object, body: () => T): T {
  const { navigator } = globalThis as { navigator?: { gpu?: object } };
  if (navigator?.gpu) return body();
  // Node has a navigator from version 21.
  const [target, key, value] = navigator ? [navigator, 'gpu', gpu] : [globalThis, 'navigator', { gpu }];
  Object.defineProperty(target, key, { value, configurable: true });
  try {
    return body();
  } finally {
    Reflect.deleteProperty(target, key);
  }
}
