import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';

const reasons = new WeakMap<tf.KernelBackend, string>();

/**
 * Makes every further use of a backend throw a GenError with the given sentence: kernels, new tensors and reads. tfjs calls
 * `numDataIds` before it runs a kernel. Its tensors can still be disposed of, and `tf.memory()` still answers.
 */
export function closeBackend(backend: tf.KernelBackend, sentence: string): void {
  reasons.set(backend, sentence);
  const refuse = (): never => {
    throw closedError(backend);
  };
  backend.numDataIds = refuse;
  backend.write = refuse;
  backend.move = refuse;
  backend.readSync = refuse;
  backend.readToGPU = refuse;
  backend.read = async () => refuse();
  backend.disposeData = () => true;
  backend.memory = () => ({ unreliable: false }) as ReturnType<tf.KernelBackend['memory']>;
}

/** Why a backend was closed, as an error to throw; undefined for one that works. */
export function closedError(backend: tf.KernelBackend): GenError | undefined {
  const sentence = reasons.get(backend);
  return sentence === undefined ? undefined : new GenError('backend', sentence);
}
