import * as tf from '@tensorflow/tfjs-core';
import { sliceHeap } from './slice';
import type { KernelCall } from './wasm-backend';

/** SplitV over {@link sliceHeap}; the stock kernel copies the whole input out of the heap for each part. */
export const split =
  (stock: tf.KernelFunc) =>
  (call: KernelCall<{ x: tf.TensorInfo }, { numOrSizeSplits: number | number[]; axis: number }>): tf.TensorInfo[] => {
    const {
      inputs: { x },
      attrs: { numOrSizeSplits, axis },
      backend,
    } = call;
    if (x.dtype === 'string') return stock(call as never) as tf.TensorInfo[];
    const along = tf.util.parseAxisParam(axis, x.shape)[0];
    const begin = x.shape.map(() => 0);
    return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along).map((part) => {
      const size = x.shape.map((whole, i) => (i === along ? part : whole));
      const piece = sliceHeap({ inputs: { x }, attrs: { begin: [...begin], size }, backend });
      begin[along] += part;
      return piece;
    });
  };
