import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { type ConvAttrs, geometry } from './conv';
import { type Geometry, plainArgs } from './conv-geometry';
import { applyEpilogue, type Epilogue, type FusedAttrs, type FusedInputs, nothing, withEpilogue } from './epilogue';
import type { Call } from './kernel';

/** Products that a thread takes at a time at least. */
const GRAIN = 2 ** 15;

const chunkOf = (productsOfItem: number): number => Math.ceil(GRAIN / productsOfItem);

/** Sizes of a depthwise convolution that is not left to tfjs. Its gradients take no account of dilations. */
function sizes(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
  dilated: boolean,
): Geometry | undefined {
  const info = geometry(inShape, filterShape, { ...attrs, dataFormat: 'NHWC' }, true);
  if (!info || inShape[3] !== filterShape[2]) return undefined;
  return dilated || (info.dilationHeight === 1 && info.dilationWidth === 1) ? info : undefined;
}

function convolve(
  backend: SimdBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attrs: ConvAttrs,
  epilogue: Epilogue = nothing,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const { eitherStridesOrDilationsAreOne } = tf.backend_util;
  if (!eitherStridesOrDilationsAreOne(attrs.strides, attrs.dilations ?? 1)) return undefined;
  const info = sizes(x.shape, filter.shape, attrs, true);
  if (!info) return undefined;
  const out = backend.output(info.outShape);
  backend.team.run(
    'depthwise',
    plainArgs(info, backend.pointer(x), backend.pointer(filter), backend.pointer(out)),
    info.batchSize * info.outHeight,
    chunkOf(info.outWidth * info.outChannels * info.filterHeight * info.filterWidth),
  );
  applyEpilogue(backend, out, info.outChannels, epilogue);
  return out;
}

export const depthwiseConv2D = ({ inputs, attrs, backend }: Call<'x' | 'filter', ConvAttrs>): tf.TensorInfo | undefined =>
  convolve(backend, inputs.x, inputs.filter, attrs);

export const fusedDepthwiseConv2D = ({
  inputs,
  attrs,
  backend,
}: Call<'x' | 'filter', ConvAttrs & FusedAttrs>): tf.TensorInfo | undefined => {
  const { x, filter } = inputs;
  return withEpilogue(backend, inputs as FusedInputs, attrs, filter.shape[2] * filter.shape[3], (epilogue) =>
    convolve(backend, x, filter, attrs, epilogue),
  );
};

export const depthwiseBackpropInput = ({
  inputs: { dy, filter },
  attrs,
  backend,
}: Call<'dy' | 'filter', ConvAttrs & { readonly inputShape: number[] }>): tf.TensorInfo | undefined => {
  if (dy.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const info = sizes(attrs.inputShape, filter.shape, attrs, false);
  if (!info || !tf.util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const dx = backend.output(attrs.inputShape);
  backend.team.run(
    'depthwiseInput',
    plainArgs(info, backend.pointer(dx), backend.pointer(filter), backend.pointer(dy)),
    info.batchSize * info.inHeight,
    chunkOf(info.inWidth * info.outChannels * info.filterHeight * info.filterWidth),
  );
  return dx;
};

export const depthwiseBackpropFilter = ({
  inputs: { x, dy },
  attrs,
  backend,
}: Call<'x' | 'dy', ConvAttrs & { readonly filterShape: number[] }>): tf.TensorInfo | undefined => {
  if (x.dtype !== 'float32' || dy.dtype !== 'float32') return undefined;
  const info = sizes(x.shape, attrs.filterShape, attrs, false);
  if (!info || !tf.util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const out = backend.output(attrs.filterShape);
  const size = tf.util.sizeFromShape(attrs.filterShape);
  // Each image sums by itself, so that it does not matter which thread it meets.
  backend.withScratch(info.batchSize * size * 4, (sums) => {
    const args = plainArgs(info, backend.pointer(x), 0, backend.pointer(dy));
    const products = info.filterWidth * info.outHeight * info.outWidth * info.outChannels;
    backend.team.run('depthwiseFilter', [...args, sums], info.batchSize * info.filterHeight, chunkOf(products));
    const chunk = Math.ceil(chunkOf(info.batchSize) / 4) * 4;
    backend.team.run('addImages', [sums, info.batchSize, size, backend.pointer(out)], size, chunk);
  });
  return out;
};
