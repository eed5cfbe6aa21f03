import * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

type Shape4D = [number, number, number, number];

interface DepthwiseAttrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dilations: [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Calls `visit` with the offsets of each pair of an input pixel and an output pixel that a filter tap connects. */
function eachTap(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: DepthwiseAttrs,
  visit: (inputPixel: number, outputPixel: number, tap: number) => void,
): void {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  for (let n = 0; n < info.batchSize; n++) {
    for (let y = 0; y < info.outHeight; y++) {
      for (let r = 0; r < info.filterHeight; r++) {
        const row = y * info.strideHeight + r * info.dilationHeight - info.padInfo.top;
        if (row < 0 || row >= info.inHeight) continue;
        for (let x = 0; x < info.outWidth; x++) {
          for (let c = 0; c < info.filterWidth; c++) {
            const column = x * info.strideWidth + c * info.dilationWidth - info.padInfo.left;
            if (column < 0 || column >= info.inWidth) continue;
            visit(
              (n * info.inHeight + row) * info.inWidth + column,
              (n * info.outHeight + y) * info.outWidth + x,
              r * info.filterWidth + c,
            );
          }
        }
      }
    }
  }
}

/** DepthwiseConv2dNativeBackpropInput, which tfjs-backend-wasm lacks. */
export function depthwiseBackpropInput({
  inputs: { dy, filter },
  attrs,
  backend,
}: KernelCall<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, DepthwiseAttrs & { inputShape: number[] }>): tf.TensorInfo {
  const [, , channels, multiplier] = filter.shape;
  return fillOutput(backend, attrs.inputShape, 'float32', (out) => {
    const gradient = backend.typedArrayFromHeap(dy);
    const weights = backend.typedArrayFromHeap(filter);
    const total = new Float64Array(out.length);
    eachTap(attrs.inputShape, filter.shape, attrs, (inputPixel, outputPixel, tap) => {
      for (let i = 0; i < channels; i++) {
        for (let k = 0; k < multiplier; k++) {
          const channel = i * multiplier + k;
          total[inputPixel * channels + i] +=
            gradient[outputPixel * channels * multiplier + channel] * weights[tap * channels * multiplier + channel];
        }
      }
    });
    out.set(total);
  });
}

/** DepthwiseConv2dNativeBackpropFilter, which tfjs-backend-wasm lacks. */
export function depthwiseBackpropFilter({
  inputs: { x, dy },
  attrs,
  backend,
}: KernelCall<{ x: tf.TensorInfo; dy: tf.TensorInfo }, DepthwiseAttrs & { filterShape: number[] }>): tf.TensorInfo {
  const [, , channels, multiplier] = attrs.filterShape;
  return fillOutput(backend, attrs.filterShape, 'float32', (out) => {
    const values = backend.typedArrayFromHeap(x);
    const gradient = backend.typedArrayFromHeap(dy);
    const total = new Float64Array(out.length);
    eachTap(x.shape, attrs.filterShape, attrs, (inputPixel, outputPixel, tap) => {
      for (let i = 0; i < channels; i++) {
        for (let k = 0; k < multiplier; k++) {
          const channel = i * multiplier + k;
          total[tap * channels * multiplier + channel] +=
            values[inputPixel * channels + i] * gradient[outputPixel * channels * multiplier + channel];
        }
      }
    });
    out.set(total);
  });
}
