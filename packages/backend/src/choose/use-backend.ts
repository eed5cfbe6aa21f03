import { checkCount, checkValue, GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { registerGenAdam } from '../adam/gen-adam';
import { registerGradients } from '../gradients/register-gradients';
import type { Backend, BackendName, Capabilities, ConcreteBackend, PassedOver, UseBackendOptions } from './backend';
import { candidates } from './candidates';
import { missingKernels } from './missing-kernels';
import { quietly } from './quietly';
import { start, stop, stopIdle } from './start';
import { verify } from './verify';

const automatic = Object.keys(candidates) as readonly ConcreteBackend[];
const names: readonly BackendName[] = ['auto', ...automatic, 'native'];

// One at a time: choosing a backend waits, and two choices at once would interleave.
let last: Promise<unknown> = Promise.resolve();

/**
 * Puts tfjs on the named backend, ready for training, or throws an error that says why not and what to install.
 *
 * It imports the backend's package (an optional peer dependency), registers gradients and the kernels that training needs,
 * starts the backend, multiplies two matrices on it and compares what it reads back. It never falls back to another backend.
 * When it throws, the backend that was in use stays in use.
 *
 * | name | what it is | needs |
 * |---|---|---|
 * | `'cuda'` | TensorFlow's C library on an NVIDIA GPU, in Node | `@tensorflow/tfjs-node-gpu`, CUDA 11.2, cuDNN 8.1 |
 * | `'webgpu'` | the GPU, in a browser and in Node | `@tensorflow/tfjs-backend-webgpu`, in Node also `webgpu` |
 * | `'node'` | TensorFlow's C library on the CPU, in Node | `@tensorflow/tfjs-node` |
 * | `'simd'` | kernels of our own in WebAssembly, with SIMD and threads | `@gen/backend-simd` |
 * | `'wasm'` | tfjs's kernels in WebAssembly, with SIMD | `@tensorflow/tfjs-backend-wasm` |
 * | `'cpu'` | plain JavaScript | `@tensorflow/tfjs-backend-cpu` |
 * | `'auto'` | the first of the above that works, of WebGPU only hardware | any of them |
 *
 * Calling it again is cheap, and calls at the same time wait for each other. A backend that a call started, and that a later
 * call leaves with no data on it, is disposed of, so that a GPU's memory goes back; one with data on it stays until its
 * `dispose()`.
 *
 * When a WebGPU device is lost, everything on it from then on throws a GenError `backend`, also a read that was under way; call
 * `useBackend('webgpu')` again for a new one. Tensors of the lost device can only be disposed of.
 *
 * @returns the backend in use, with what it can do; with `'auto'`, also why the ones before it are not in use.
 * @throws GenError `value` for an unknown name, or a number of threads that is none; `backend` when the backend is not to be had.
 *
 * @example Train on the CPU with nothing but npm
 * ```ts
 * import { useBackend } from '@gen/backend';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const before = tf.getBackend();
 * const backend = await useBackend('cpu');
 * const gradient = tf.tidy(() => tf.grad((x) => tf.square(x))(tf.scalar(3)));
 * gradient.dispose();
 * if (backend.name !== 'cpu') throw new Error('never happens');
 * await tf.setBackend(before);
 * ```
 * @category Backends
 */
export function useBackend(name: BackendName, options: UseBackendOptions = {}): Promise<Backend> {
  const turn = last.then(() => quietly(() => choose(name, options)));
  last = turn.catch(() => {});
  return turn;
}

async function choose(requested: BackendName, options: UseBackendOptions): Promise<Backend> {
  const known = names.map((name) => `'${name}'`).join(', ');
  checkValue('useBackend', 'name', requested, names.includes(requested), `one of ${known}`);
  if (options.threads !== undefined) checkCount('useBackend', 'threads', options.threads);
  options.signal?.throwIfAborted();
  if (requested !== 'auto') return use(requested === 'native' ? 'node' : requested, requested, options);
  const tried: PassedOver[] = [];
  for (const name of automatic) {
    try {
      return { ...(await use(name, requested, { ...options, allowSoftware: false })), tried };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!GenError.is(error)) throw error;
      tried.push({ name, reason: error.message });
    }
  }
  const reasons = tried.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
  throw new GenError('backend', `useBackend: expected a backend that works for 'auto', got none:\n${reasons}`);
}

async function use(name: ConcreteBackend, requested: BackendName, options: UseBackendOptions): Promise<Backend> {
  const { tfjsName, hint, prepare, describe } = candidates[name];
  const before = tf.getBackend() as string | undefined;
  let isNew = false;
  try {
    await prepare(options);
    await registerGradients();
    registerGenAdam();
    options.signal?.throwIfAborted();
    isNew = await start(name, tfjsName, hint);
    options.signal?.throwIfAborted();
    await tf.setBackend(tfjsName);
    await tf.ready();
    const instance = tf.backend();
    const { adapter, description, ...described } = await describe(instance);
    await verify(name, tfjsName);
    stopIdle();
    const { numTensors, numBytes } = tf.memory();
    const capabilities: Capabilities = {
      tfjsName,
      software: false,
      floatPrecision: instance.floatPrecision(),
      fusedAdam: tf.getKernel('GenAdam', tfjsName) !== undefined,
      float16: false,
      subgroups: false,
      missingKernels: missingKernels(tfjsName),
      ...described,
    };
    const dispose = (): void => stop(name, tfjsName, instance);
    return { name, requested, adapter, description, baseline: { numTensors, numBytes }, capabilities, dispose };
  } catch (error) {
    // Packages of native backends set themselves when they are imported.
    if (before && tf.getBackend() !== before) await tf.setBackend(before);
    if (isNew) stop(name, tfjsName);
    throw error;
  }
}
