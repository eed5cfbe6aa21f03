import type * as tf from '@tensorflow/tfjs-core';
import type { KernelCall } from './wasm-backend';

/** Cast to bool is "not 0"; the stock kernel cuts the number to a byte, which makes 0 of 0.5, and 255 of -1. */
export const cast =
  (stock: tf.KernelFunc) =>
  (call: KernelCall<{ x: tf.TensorInfo }, { dtype: tf.DataType }>): tf.TensorInfo => {
    const { inputs, attrs, backend } = call;
    if (attrs.dtype !== 'bool' || inputs.x.dtype === 'bool') return stock(call as never) as tf.TensorInfo;
    const out = backend.makeOutput(inputs.x.shape, 'bool');
    const values = backend.typedArrayFromHeap(inputs.x);
    const bits = backend.typedArrayFromHeap(out);
    for (let i = 0; i < values.length; i++) bits[i] = values[i] === 0 ? 0 : 1;
    return out;
  };
