import * as tf from '@tensorflow/tfjs-core';
import { compose, fillOutput, view } from './compose';
import type { KernelCall } from './wasm-backend';

type Shape5D = [number, number, number, number, number];

interface Conv3DAttrs {
  readonly strides: number | [number, number, number];
  readonly pad: 'same' | 'valid' | number;
}

/** Calls `visit` for each tap of the filter, with the pairs of an input pixel and an output pixel that it connects. */
function eachTap(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad }: Conv3DAttrs,
  visit: (tap: number, inputPixels: number[], outputPixels: number[]) => void,
): void {
  const info = tf.backend_util.computeConv3DInfo(inputShape as Shape5D, filterShape as Shape5D, strides, 1, pad);
  const { batchSize, inDepth, inHeight, inWidth, outDepth, outHeight, outWidth, padInfo } = info;
  for (let tap = 0; tap < info.filterDepth * info.filterHeight * info.filterWidth; tap++) {
    const column = tap % info.filterWidth;
    const row = Math.floor(tap / info.filterWidth) % info.filterHeight;
    const plane = Math.floor(tap / (info.filterWidth * info.filterHeight));
    const inputPixels: number[] = [];
    const outputPixels: number[] = [];
    for (let n = 0; n < batchSize; n++) {
      for (let oz = 0; oz < outDepth; oz++) {
        const z = oz * info.strideDepth + plane - padInfo.front;
        if (z < 0 || z >= inDepth) continue;
        for (let oy = 0; oy < outHeight; oy++) {
          const y = oy * info.strideHeight + row - padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let ox = 0; ox < outWidth; ox++) {
            const x = ox * info.strideWidth + column - padInfo.left;
            if (x < 0 || x >= inWidth) continue;
            inputPixels.push(((n * inDepth + z) * inHeight + y) * inWidth + x);
            outputPixels.push(((n * outDepth + oz) * outHeight + oy) * outWidth + ox);
          }
        }
      }
    }
    visit(tap, inputPixels, outputPixels);
  }
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Conv3DBackpropInputV2, which is wrong in tfjs-backend-wasm: for each tap, dy times its weights, added where the tap read. */
export function conv3dBackpropInput({
  inputs: { dy, filter },
  attrs,
  backend,
}: KernelCall<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, Conv3DAttrs & { inputShape: number[] }>): tf.TensorInfo {
  const [inChannels, outChannels] = filter.shape.slice(3);
  const total = new Float64Array(tf.util.sizeFromShape(attrs.inputShape));
  const gradient = view(dy, [1, product(dy.shape.slice(0, 4)), outChannels]);
  const filters = view(filter, [product(filter.shape.slice(0, 3)), inChannels, outChannels]);
  eachTap(attrs.inputShape, filter.shape, attrs, (tap, inputPixels, outputPixels) => {
    const result = compose(backend, (run) => {
      const size = [1, inChannels, outChannels];
      const b = run('Slice', { x: filters }, { begin: [tap, 0, 0], size });
      return run('BatchMatMul', { a: gradient, b }, { transposeA: false, transposeB: true });
    });
    const values = backend.typedArrayFromHeap(result);
    for (let i = 0; i < inputPixels.length; i++) {
      const to = inputPixels[i] * inChannels;
      const from = outputPixels[i] * inChannels;
      for (let c = 0; c < inChannels; c++) total[to + c] += values[from + c];
    }
    backend.disposeData(result.dataId);
  });
  return fillOutput(backend, attrs.inputShape, 'float32', (out) => out.set(total));
}

/** Conv3DBackpropFilterV2, which is wrong in tfjs-backend-wasm for strides above 1: for each tap, what it read times dy. */
export function conv3dBackpropFilter({
  inputs: { x, dy },
  attrs,
  backend,
}: KernelCall<{ x: tf.TensorInfo; dy: tf.TensorInfo }, Conv3DAttrs & { filterShape: number[] }>): tf.TensorInfo {
  const [inChannels, outChannels] = attrs.filterShape.slice(3);
  const pixels = product(dy.shape.slice(0, 4));
  const gradient = view(dy, [1, pixels, outChannels]);
  const total = new Float32Array(tf.util.sizeFromShape(attrs.filterShape));
  eachTap(x.shape, attrs.filterShape, attrs, (tap, inputPixels, outputPixels) => {
    const read = fillOutput(backend, [1, pixels, inChannels], 'float32', (rows) => {
      const values = backend.typedArrayFromHeap(x);
      rows.fill(0);
      for (let i = 0; i < inputPixels.length; i++) {
        const from = inputPixels[i] * inChannels;
        const to = outputPixels[i] * inChannels;
        for (let c = 0; c < inChannels; c++) rows[to + c] = values[from + c];
      }
    });
    const result = compose(backend, (run) =>
      run('BatchMatMul', { a: read, b: gradient }, { transposeA: true, transposeB: false }),
    );
    total.set(backend.typedArrayFromHeap(result), tap * inChannels * outChannels);
    for (const { dataId } of [read, result]) backend.disposeData(dataId);
  });
  return fillOutput(backend, attrs.filterShape, 'float32', (out) => out.set(total));
}
