import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Geometry } from './conv-geometry';
import type { Call } from './kernel';

interface PoolAttrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Numbers that a thread looks at at a time at least. */
const GRAIN = 2 ** 15;

type Four = [number, number, number, number];

/** Sizes of a pooling of float32 images that have any. */
function geometry(
  { shape, dtype }: tf.TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: PoolAttrs,
): Geometry | undefined {
  if (dtype !== 'float32' || shape.length !== 4) return undefined;
  const info = tf.backend_util.computePool2DInfo(shape as Four, filterSize, strides, 1, pad, dimRoundingMode);
  return [...info.inShape, ...info.outShape].every((size) => size > 0) ? info : undefined;
}

const args = (info: Geometry, x: number, y: number): number[] => [
  ...[x, y, info.inHeight, info.inWidth, info.inChannels, info.filterHeight, info.filterWidth],
  ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left, info.outHeight, info.outWidth],
];

const isIdentity = ({ filterHeight, filterWidth, inShape, outShape }: Geometry): boolean =>
  filterHeight === 1 && filterWidth === 1 && tf.util.arraysEqual(inShape, outShape);

const windows = (info: Geometry): number => info.filterHeight * info.filterWidth * info.inChannels;

const pool =
  (name: string) =>
  ({ inputs: { x }, attrs, backend }: Call<'x', PoolAttrs>): tf.TensorInfo | undefined => {
    const info = geometry(x, attrs);
    if (!info) return undefined;
    if (isIdentity(info)) return backend.alias(x);
    const y = backend.output(info.outShape);
    const chunk = Math.ceil(GRAIN / (windows(info) * info.outWidth));
    backend.team.run(name, args(info, backend.pointer(x), backend.pointer(y)), info.batchSize * info.outHeight, chunk);
    return y;
  };

function gradient(backend: SimdBackend, info: Geometry, dy: tf.TensorInfo, x: tf.TensorInfo, max: boolean): tf.TensorInfo {
  const dx = backend.output(x.shape);
  const words = args(info, backend.pointer(dx), backend.pointer(dy));
  if (max) {
    const groups = Math.ceil(info.inChannels / 16);
    const perItem = info.outHeight * info.outWidth * info.filterHeight * info.filterWidth * Math.min(16, info.inChannels);
    backend.team.run('poolMaxGrad', [...words, backend.pointer(x)], info.batchSize * groups, Math.ceil(GRAIN / perItem));
  } else {
    const perItem = (windows(info) * info.inWidth) / (info.strideHeight * info.strideWidth);
    backend.team.run('poolAverageGrad', words, info.batchSize * info.inHeight, Math.ceil(GRAIN / perItem));
  }
  return dx;
}

const maxPoolGrad = ({ inputs: { dy, input }, attrs, backend }: Call<'dy' | 'input', PoolAttrs>): tf.TensorInfo | undefined => {
  const info = geometry(input, attrs);
  return info && dy.dtype === 'float32' && tf.util.arraysEqual(dy.shape, info.outShape)
    ? gradient(backend, info, dy, input, true)
    : undefined;
};

const averagePoolGrad = ({
  inputs: { dy, input },
  attrs,
  backend,
}: Call<'dy' | 'input', PoolAttrs>): tf.TensorInfo | undefined => {
  // As in tfjs, which does not look at the mode of rounding here.
  const info = geometry(input, { ...attrs, dimRoundingMode: undefined });
  return info && dy.dtype === 'float32' && tf.util.arraysEqual(dy.shape, info.outShape)
    ? gradient(backend, info, dy, input, false)
    : undefined;
};

export const poolKernels: Readonly<Record<string, unknown>> = {
  AvgPool: pool('poolAverage'),
  AvgPoolGrad: averagePoolGrad,
  MaxPool: pool('poolMax'),
  MaxPoolGrad: maxPoolGrad,
};
