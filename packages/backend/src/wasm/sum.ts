import * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

type SumCall = KernelCall<{ x: tf.TensorInfo }, { axis: number | number[]; keepDims: boolean }>;

/**
 * Sum over leading axes (the gradient of a bias) as a running sum of rows.
 *
 * The stock kernel transposes the whole input first. Sums over any other axes go on to `stock`.
 */
export const sum =
  (stock: tf.KernelFunc) =>
  (call: SumCall): tf.TensorInfo => {
    const { x } = call.inputs;
    const axes = tf.util.parseAxisParam(call.attrs.axis, x.shape).sort((a, b) => a - b);
    const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== 'float32') return stock(call as never) as tf.TensorInfo;
    const kept = x.shape.slice(axes.length);
    const shape = call.attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept;
    return fillOutput(call.backend, shape, x.dtype, (out) => addRows(call.backend.typedArrayFromHeap(x), out));
  };

/** Adds up the rows of `values`, eight columns at a time so that their sums stay in registers. */
function addRows(values: ArrayLike<number>, out: Float32Array): void {
  const width = out.length;
  let column = 0;
  for (; column + 8 <= width; column += 8) {
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = column; i < values.length; i += width) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
      e += values[i + 4];
      f += values[i + 5];
      g += values[i + 6];
      h += values[i + 7];
    }
    out.set([a, b, c, d, e, f, g, h], column);
  }
  for (; column < width; column++) {
    let total = 0;
    for (let i = column; i < values.length; i += width) total += values[i];
    out[column] = total;
  }
}
