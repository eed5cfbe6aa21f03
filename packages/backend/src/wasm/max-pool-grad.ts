import * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

interface PoolAttrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * MaxPoolGrad: each value of `dy` goes to the first largest input of its window.
 *
 * The stock kernel starts its search at 0, and so sends the gradient of an all-negative window to the wrong place.
 */
export function maxPoolGrad({
  inputs: { dy, input },
  attrs: { filterSize, strides, pad, dimRoundingMode },
  backend,
}: KernelCall<{ dy: tf.TensorInfo; input: tf.TensorInfo; output: tf.TensorInfo }, PoolAttrs>): tf.TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels, padInfo } = info;
  return fillOutput(backend, input.shape, 'float32', (out) => {
    const x = backend.typedArrayFromHeap(input);
    const gradient = backend.typedArrayFromHeap(dy);
    out.fill(0);
    for (let at = 0; at < gradient.length; at++) {
      // at = ((n * outHeight + row) * outWidth + column) * channels + channel
      const channel = at % channels;
      const pixel = (at - channel) / channels;
      const column = pixel % outWidth;
      const line = (pixel - column) / outWidth;
      const row = line % outHeight;
      const image = (line - row) / outHeight;
      const top = row * info.strideHeight - padInfo.top;
      const left = column * info.strideWidth - padInfo.left;
      let best = -1;
      for (let r = Math.max(0, top); r < Math.min(inHeight, top + info.filterHeight); r++) {
        for (let c = Math.max(0, left); c < Math.min(inWidth, left + info.filterWidth); c++) {
          const candidate = ((image * inHeight + r) * inWidth + c) * channels + channel;
          if (best < 0 || x[candidate] > x[best]) best = candidate;
        }
      }
      if (best >= 0) out[best] += gradient[at];
    }
  });
}
