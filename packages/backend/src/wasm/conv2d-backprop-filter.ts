import type * as tf from '@tensorflow/tfjs-core';
import { compose, view } from './compose';
import { type ConvAttrs, channelsLast } from './conv-info';
import type { KernelCall } from './wasm-backend';

/**
 * Conv2DBackpropFilter, which tfjs-backend-wasm lacks, as a forward convolution:
 *
 * dW[r,c,i,o] = sum over n,y,x of input[n, y*stride + r - top, x*stride + c - left, i] * dy[n,y,x,o]
 *
 * is a convolution of the input, with channels as batch and batch as channels, by `dy` as a filter of the size of the
 * output, in steps of 1, dilated by the stride.
 */
export function conv2dBackpropFilter({
  inputs: { x, dy },
  attrs,
  backend,
}: KernelCall<
  { x: tf.TensorInfo; dy: tf.TensorInfo },
  ConvAttrs & { filterShape: [number, number, number, number] }
>): tf.TensorInfo {
  const info = channelsLast('Conv2DBackpropFilter', x.shape, attrs.filterShape, attrs);
  const { batchSize: batch, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels, padInfo } = info;
  return compose(backend, (run) => {
    // [N,H,W,C] to [C,H,W,N] in two steps that move contiguous rows: the general transpose is 5 times slower.
    const pixels = inHeight * inWidth;
    const last = run('Transpose', { x: view(x, [batch, pixels * inChannels]) }, { perm: [1, 0] });
    const first = run('Transpose', { x: view(last, [pixels, inChannels, batch]) }, { perm: [1, 0, 2] });
    const filter = run('Transpose', { x: view(dy, [batch, outHeight * outWidth, outChannels]) }, { perm: [1, 0, 2] });

    // Beyond the input only as far as the last window reaches; rows that no window reaches give offsets past the filter.
    const bottom = Math.max(0, (outHeight - 1) * info.strideHeight + info.filterHeight - padInfo.top - inHeight);
    const right = Math.max(0, (outWidth - 1) * info.strideWidth + info.filterWidth - padInfo.left - inWidth);
    const product = run(
      'Conv2D',
      {
        x: view(first, [inChannels, inHeight, inWidth, batch]),
        filter: view(filter, [outHeight, outWidth, batch, outChannels]),
      },
      {
        strides: [1, 1],
        dilations: [info.strideHeight, info.strideWidth],
        pad: [
          [0, 0],
          [padInfo.top, bottom],
          [padInfo.left, right],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    const used = run(
      'Slice',
      { x: product },
      { begin: [0, 0, 0, 0], size: [inChannels, info.filterHeight, info.filterWidth, outChannels] },
    );
    return run('Transpose', { x: used }, { perm: [1, 2, 0, 3] });
  });
}
