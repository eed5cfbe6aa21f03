import * as tf from '@tensorflow/tfjs-core';
import { closeBackend, closedError } from './close-backend';

/** The name that `tf.getBackend()` gives when the backend in use was disposed of. */
const tfjsName = 'none';

/**
 * Puts tfjs on a backend on which each operation throws a GenError with the given sentence.
 *
 * Without it, tfjs would go on in silence with any other backend that is registered.
 *
 * @param kernelNames what to explain; tfjs itself refuses a kernel that it has never heard of, without a reason.
 */
export function useNoBackend(sentence: string, kernelNames: readonly string[]): void {
  const backend = (tf.engine().registry[tfjsName] as tf.KernelBackend | undefined) ?? new tf.KernelBackend();
  closeBackend(backend, sentence);
  backend.floatPrecision = () => 32;
  backend.dispose = () => {};
  for (const kernelName of kernelNames) {
    if (tf.getKernel(kernelName, tfjsName)) continue;
    const kernelFunc: tf.KernelFunc = () => {
      throw closedError(backend);
    };
    tf.registerKernel({ kernelName, backendName: tfjsName, kernelFunc });
  }
  if (!tf.findBackendFactory(tfjsName)) tf.registerBackend(tfjsName, () => backend, 0);
  // In effect at once, since the backend needs no waiting for.
  void tf.setBackend(tfjsName);
}
