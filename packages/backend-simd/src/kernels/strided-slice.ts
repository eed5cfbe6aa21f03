import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { cut } from './slice';

interface StridedSliceAttrs {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

export function stridedSlice({ inputs: { x }, attrs, backend }: Call<'x', StridedSliceAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = tf.slice_util.sliceInfo(
    x.shape,
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  if (info.isIdentity) return backend.alias(x, info.finalShape);
  const simple = info.sliceDim0 || info.isSimpleSlice;
  const size = simple ? tf.slice_util.computeOutShape(info.begin, info.end, info.strides) : info.finalShapeSparse;
  // Rank 0, and an end before its begin, are errors that tfjs words.
  if (size.length === 0 || size.length !== x.shape.length || size.some((length) => length < 0)) return undefined;
  const sliced = cut(backend, x, info.begin, size, simple ? undefined : info.strides);
  return { ...sliced, shape: info.finalShape };
}
