import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { mendWebgpu } from '../webgpu/mend-webgpu';
import type { UseBackendOptions } from './backend';
import type { Candidate } from './candidate';
import { closedError } from './close-backend';
import { findAdapter, type GpuAdapter } from './find-gpu';
import { makeWebgpuBackend, type WebgpuBackend, type WebgpuModule } from './make-webgpu-backend';
import { peerError } from './peer';
import { watchDevice } from './watch-device';

interface Label {
  readonly adapter: string;
  readonly software: boolean;
}

const tfjsName = 'webgpu';
const imitations = /swiftshader|llvmpipe|lavapipe|software|basic render/i;
const labels = new WeakMap<tf.KernelBackend, Label>();

function labelOf({ info, isFallbackAdapter }: GpuAdapter): Label {
  const { vendor, architecture, device, description } = info ?? {};
  const adapter = [...new Set([vendor, architecture, device, description].filter(Boolean))].join(' ') || 'unnamed adapter';
  return { adapter, software: isFallbackAdapter === true || info?.isFallbackAdapter === true || imitations.test(adapter) };
}

/** By tfjs's flag, which is there once its package was imported and somebody has set it. */
const adapterHere = (): Promise<GpuAdapter> =>
  findAdapter(tf.env().getFlags().WEBGPU_USE_LOW_POWER_GPU === true ? 'low-power' : 'high-performance');

async function load(): Promise<WebgpuModule> {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu');
  } catch (cause) {
    throw peerError('webgpu', '@tensorflow/tfjs-backend-webgpu', cause);
  }
}

async function factory(): Promise<tf.KernelBackend> {
  const adapter = await adapterHere();
  const backend = await makeWebgpuBackend(await load(), adapter);
  labels.set(backend, labelOf(adapter));
  return backend;
}

const ours = new WeakSet([factory]);

async function prepare({ allowSoftware = false }: UseBackendOptions): Promise<void> {
  const present = tf.engine().registry[tfjsName] as tf.KernelBackend | undefined;
  const alive = present !== undefined && !closedError(present);
  const { adapter, software } = (alive && labels.get(present)) || labelOf(await adapterHere());
  if (software && !allowSoftware) {
    throw new GenError(
      'backend',
      `useBackend: expected a hardware adapter for backend 'webgpu', got software (${adapter}); pass {allowSoftware: true} to use it all the same`,
    );
  }
  await load();
  mendWebgpu();
  // tfjs registers its own only where it finds navigator.gpu.
  if (present || ours.has(tf.findBackendFactory(tfjsName) as typeof factory)) return;
  if (tf.findBackendFactory(tfjsName)) tf.removeBackend(tfjsName);
  tf.registerBackend(tfjsName, factory, 3);
}

/** The GPU, of a browser or of Node. */
export const webgpu: Candidate = {
  tfjsName,
  prepare,
  describe: async (instance) => {
    const { device } = instance as WebgpuBackend;
    // An instance that was there before, of tfjs's own making.
    if (!labels.has(instance)) {
      labels.set(instance, labelOf(await adapterHere()));
      watchDevice(instance, device);
    }
    const { adapter, software } = labels.get(instance) as Label;
    return {
      adapter,
      description: `WebGPU on ${adapter}${software ? ', in software' : ''}`,
      device: 'gpu',
      software,
      float16: device.features.has('shader-f16'),
      subgroups: device.features.has('subgroups'),
    };
  },
};
