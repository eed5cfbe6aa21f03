import { checkValue, GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { registerGenAdam } from '../adam/gen-adam';
import { registerGradients } from '../gradients/register-gradients';
import type { Backend, BackendName, ConcreteBackend, PassedOver, UseBackendOptions } from './backend';
import type { Candidate } from './candidate';
import { cpu } from './cpu';
import { cuda, node } from './native';
import { quietly } from './quietly';
import { start, stop } from './start';
import { verify } from './verify';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

const candidates: Readonly<Record<ConcreteBackend, Candidate>> = { cpu, wasm, webgpu, node, cuda };
const names: readonly BackendName[] = ['auto', ...(Object.keys(candidates) as ConcreteBackend[]), 'native'];
const automatic: readonly ConcreteBackend[] = ['cuda', 'webgpu', 'node', 'wasm', 'cpu'];

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
 * | `'cpu'` | plain JavaScript | `@tensorflow/tfjs-backend-cpu` |
 * | `'wasm'` | WebAssembly with SIMD | `@tensorflow/tfjs-backend-wasm` |
 * | `'webgpu'` | the GPU of a browser | `@tensorflow/tfjs-backend-webgpu` |
 * | `'node'` | TensorFlow's C library in Node | `@tensorflow/tfjs-node` |
 * | `'cuda'` | the same on an NVIDIA GPU | `@tensorflow/tfjs-node-gpu` |
 * | `'auto'` | the first that works of cuda, webgpu (hardware only), node, wasm, cpu | any of them |
 *
 * Calling it again is cheap, and calls at the same time wait for each other.
 *
 * @returns the backend in use, with what it can do; with `'auto'`, also why the ones before it are not in use.
 * @throws GenError `value` for an unknown name; `backend` when the backend is not to be had.
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
  try {
    await prepare(options);
    await registerGradients();
    registerGenAdam();
    options.signal?.throwIfAborted();
    await start(name, tfjsName, hint);
    options.signal?.throwIfAborted();
    await tf.setBackend(tfjsName);
    await tf.ready();
    const { description, device, software } = await describe();
    await verify(name, tfjsName);
    const floatPrecision = tf.backend().floatPrecision();
    const fusedAdam = tf.getKernel('GenAdam', tfjsName) !== undefined;
    const capabilities = { tfjsName, device, software, floatPrecision, fusedAdam };
    return { name, requested, description, capabilities, dispose: () => stop(tfjsName) };
  } catch (error) {
    // Packages of native backends set themselves when they are imported.
    if (before && tf.getBackend() !== before) await tf.setBackend(before);
    throw error;
  }
}
