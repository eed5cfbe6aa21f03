import * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

type SliceCall = KernelCall<{ x: tf.TensorInfo }, { begin: number | number[]; size: number | number[] }>;

/**
 * Slice, row by row inside the heap.
 *
 * The stock kernel first copies the whole input out of the heap, and then allocates a view per row. Strings, which are not in
 * the heap, go on to it.
 */
export const slice =
  (stock: tf.KernelFunc) =>
  (call: SliceCall): tf.TensorInfo =>
    call.inputs.x.dtype === 'string' ? (stock(call as never) as tf.TensorInfo) : sliceHeap(call);

/** Slice of what is in the heap. */
export function sliceHeap({ inputs: { x }, attrs, backend }: SliceCall): tf.TensorInfo {
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size);
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const strides = [...tf.util.computeStrides(x.shape), 1];
  return fillOutput(backend, size, x.dtype, (out) => {
    if (out.length === 0) return;
    const from = backend.typedArrayFromHeap(x);
    // The axes behind `axis` are taken whole, so that a row of `run` values is contiguous in both.
    let axis = size.length - 1;
    while (axis > 0 && size[axis] === x.shape[axis]) axis--;
    const run = size.slice(Math.max(axis, 0)).reduce((product, n) => product * n, 1);
    const first = begin.reduce((sum, at, i) => sum + at * strides[i], 0);
    const rows = out.length / run;
    const index = new Array<number>(Math.max(axis, 0)).fill(0);
    let at = first;
    for (let row = 0; row < rows; row++) {
      const to = row * run;
      if (run < 64) for (let i = 0; i < run; i++) out[to + i] = from[at + i];
      else out.set(from.subarray(at, at + run) as Float32Array, to);
      for (let i = axis - 1; i >= 0; i--) {
        at += strides[i];
        if (++index[i] < size[i]) break;
        at -= index[i] * strides[i];
        index[i] = 0;
      }
    }
  });
}
