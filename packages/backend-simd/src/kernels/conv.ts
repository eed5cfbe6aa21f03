import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { allFinite, type Geometry, inputWindow, plainArgs, reachesOut, withWindow } from './conv-geometry';
import { applyEpilogue, type Epilogue, type FusedAttrs, type FusedInputs, nothing, withEpilogue } from './epilogue';
import type { Call } from './kernel';
import { dots, pack, packedBytes, product, type Rows, type Segment, transposeMatrices } from './product';

export interface ConvAttrs {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const FEW_CHANNELS = 3;

type Four = [number, number, number, number];

/** The sizes of a convolution; undefined for those that are left to tfjs: channels first, and outputs or filters of no size. */
export function geometry(
  inShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
  depthwise = false,
): Geometry | undefined {
  if (attrs.dataFormat === 'NCHW' || inShape.length !== 4 || filterShape.length !== 4) return undefined;
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const shapes = [[...inShape] as Four, [...filterShape] as Four] as const;
  const info = tf.backend_util.computeConv2DInfo(
    ...shapes,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    'channelsLast',
  );
  const sizes = [...info.inShape, ...info.outShape, ...filterShape];
  return sizes.every((size) => size > 0) ? info : undefined;
}

/** Where the numbers of a patch lie, from its first on. */
function segmentsOf(info: Geometry, columnBytes: number, rowBytes: number): Segment[] {
  const { filterHeight, filterWidth, dilationHeight, dilationWidth, inChannels } = info;
  const row = dilationHeight * rowBytes;
  const whole = dilationWidth === 1 || filterWidth === 1;
  if (whole && filterWidth * columnBytes === row) return [[0, filterHeight * filterWidth * inChannels]];
  const segments: Segment[] = [];
  for (let y = 0; y < filterHeight; y++) {
    if (whole) segments.push([y * row, filterWidth * inChannels]);
    else for (let x = 0; x < filterWidth; x++) segments.push([y * row + x * dilationWidth * columnBytes, inChannels]);
  }
  return segments;
}

export function convolve(
  backend: SimdBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attrs: ConvAttrs,
  epilogue: Epilogue = nothing,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const info = geometry(x.shape, filter.shape, attrs);
  if (!info) return undefined;
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels: n } = info;
  const size = { batch: batchSize, height: inHeight, width: inWidth, channels: inChannels };
  const window = inputWindow(info);
  const out = backend.output(info.outShape);
  const [xs, ws, ys] = [backend.pointer(x), backend.pointer(filter), backend.pointer(out)];
  if (reachesOut(size, window) && !allFinite(backend, filter)) {
    backend.team.run('plainConv', plainArgs(info, xs, ws, ys), batchSize * outHeight, 1);
    applyEpilogue(backend, out, n, epilogue);
    return out;
  }
  const k = info.filterHeight * info.filterWidth * inChannels;
  withWindow(backend, xs, size, window, (images) => {
    const rows: Rows = {
      ...{ width: outWidth, height: outHeight },
      ...{ aX: info.strideWidth * images.x, aY: info.strideHeight * images.y, aBatch: images.batch },
      ...{ cX: n * 4, cY: outWidth * n * 4, cBatch: outHeight * outWidth * n * 4 },
    };
    const job = { m: batchSize * outHeight * outWidth, n, rows, segments: segmentsOf(info, images.x, images.y) };
    if (n <= FEW_CHANNELS) {
      backend.withScratch(k * n * 4, (columns) => {
        transposeMatrices(backend, ws, columns, [k, n]);
        dots(backend, { ...job, matrices: [images.pointer, columns, ys], bStep: 4, panelStep: k * 4 });
      });
      applyEpilogue(backend, out, n, epilogue);
    } else {
      backend.withScratch(packedBytes(k, n), (packed) => {
        pack(backend, ws, packed, { n, columnStep: 4, length: k, step: n * 4 });
        product(backend, { ...job, ...epilogue, matrices: [images.pointer, packed, ys] });
      });
    }
  });
  return out;
}

export const conv2D = ({ inputs, attrs, backend }: Call<'x' | 'filter', ConvAttrs>): tf.TensorInfo | undefined =>
  convolve(backend, inputs.x, inputs.filter, attrs);

export const fusedConv2D = ({
  inputs,
  attrs,
  backend,
}: Call<'x' | 'filter', ConvAttrs & FusedAttrs>): tf.TensorInfo | undefined => {
  const { x, filter } = inputs;
  return withEpilogue(backend, inputs as FusedInputs, attrs, filter.shape[3], (epilogue) =>
    convolve(backend, x, filter, attrs, epilogue),
  );
};
