import type * as tf from '@tensorflow/tfjs-core';
import type { KernelCall } from './wasm-backend';

/**
 * Identity that shares memory by reference count, as the cpu backend does it.
 *
 * The stock kernel copies, and tfjs clones every tensor that a gradient saves: about fifty copies in a training step.
 */
export function identity({ inputs: { x }, backend }: KernelCall<{ x: tf.TensorInfo }>): tf.TensorInfo {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}
