import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './wasm-backend';

/** A backend that counts the tensors of its data. */
type Counting = Pick<tf.KernelBackend, 'incRef' | 'disposeData'>;

/** Runs a kernel that is registered for the backend, outside of the engine: no tape, no tensors. */
export type RunKernel = (
  kernel: string | tf.KernelFunc,
  inputs: Record<string, tf.TensorInfo | undefined>,
  attrs?: object,
) => tf.TensorInfo;

/** The same data under another shape, as an input for a kernel; it holds no reference. */
export const view = (info: tf.TensorInfo, shape: number[]): tf.TensorInfo => ({ ...info, shape });

/**
 * Makes a kernel out of other kernels: `body` calls them through `run` and returns the result (or an input, or a
 * {@link view} of either). Everything else that `run` made is freed, also when a kernel throws.
 */
export function compose(backend: Counting, body: (run: RunKernel) => tf.TensorInfo, backendName = 'wasm'): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  let result: tf.TensorInfo | undefined;
  try {
    result = body((kernel, inputs, attrs = {}) => {
      const call = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as tf.NamedAttrMap, backend };
      const info = (typeof kernel === 'string' ? registered(kernel, backendName) : kernel)(call) as tf.TensorInfo;
      made.push(info);
      return info;
    });
    const { dataId, shape, dtype } = result;
    backend.incRef(dataId);
    // Not `result` itself: the engine would take an input that is a tensor for the output.
    return { dataId, shape, dtype };
  } finally {
    for (const info of made) backend.disposeData(info.dataId);
  }
}

function registered(kernel: string, backendName: string): tf.KernelFunc {
  const config = tf.getKernel(kernel, backendName);
  if (!config) throw new GenError('backend', `${backendName}: expected a registered kernel '${kernel}', got none`);
  return config.kernelFunc;
}

/** Makes an output and fills it in JavaScript; the view that `fill` gets is taken after the memory may have grown. */
export function fillOutput(
  backend: WasmBackend,
  shape: number[],
  dtype: tf.DataType,
  fill: (values: Float32Array) => void,
): tf.TensorInfo {
  const out = backend.makeOutput(shape, dtype);
  try {
    fill(backend.typedArrayFromHeap(out) as Float32Array);
    return out;
  } catch (error) {
    backend.disposeData(out.dataId);
    throw error;
  }
}
