import type * as tf from '@tensorflow/tfjs-core';
import { compose, fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

/**
 * Softplus, log(1 + e^x), by way of XNNPACK's sigmoid.
 *
 * With s = sigmoid(-|x|) in (0, 1/2], log(1 + e^-|x|) = -log(1 - s) = 2 atanh(u) for u = s / (2 - s) in (0, 1/3], a series
 * in which nothing cancels. The stock kernel calls the scalar exp and log of the C library.
 */
export const softplus =
  (stock: tf.KernelFunc) =>
  (call: KernelCall<{ x: tf.TensorInfo }>): tf.TensorInfo => {
    const { backend, inputs } = call;
    const { x } = inputs;
    if (x.dtype !== 'float32') return stock(call as never) as tf.TensorInfo;
    return compose(backend, (run) => {
      const negative = run(
        () =>
          fillOutput(backend, x.shape, 'float32', (out) => {
            const values = backend.typedArrayFromHeap(x);
            for (let i = 0; i < out.length; i++) out[i] = -Math.abs(values[i]);
          }),
        {},
      );
      const sigmoid = run('Sigmoid', { x: negative });
      return run(
        () =>
          fillOutput(backend, x.shape, 'float32', (out) => {
            const values = backend.typedArrayFromHeap(x);
            const s = backend.typedArrayFromHeap(sigmoid);
            for (let i = 0; i < out.length; i++) {
              const u = s[i] / (2 - s[i]);
              const w = u * u;
              // Terms to u^17: the rest is below 1e-10 of the sum at u = 1/3.
              const series =
                1 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15 + w / 17)))))));
              const value = values[i];
              out[i] = (value > 0 ? value : 0) + 2 * u * series;
            }
          }),
        {},
      );
    });
  };
