import * as tf from '@tensorflow/tfjs-core';
import { slice } from './slice';
import type { KernelCall } from './wasm-backend';

/** SplitV over {@link slice}; the stock kernel copies the whole input out of the heap for each part. */
export function split({
  inputs: { x },
  attrs: { numOrSizeSplits, axis },
  backend,
}: KernelCall<{ x: tf.TensorInfo }, { numOrSizeSplits: number | number[]; axis: number }>): tf.TensorInfo[] {
  const along = tf.util.parseAxisParam(axis, x.shape)[0];
  const begin = x.shape.map(() => 0);
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along).map((part) => {
    const size = x.shape.map((whole, i) => (i === along ? part : whole));
    const piece = slice({ inputs: { x }, attrs: { begin: [...begin], size }, backend });
    begin[along] += part;
    return piece;
  });
}
