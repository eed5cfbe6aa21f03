import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { cut } from './slice';

interface SplitAttrs {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

export function splitV({ inputs: { x }, attrs, backend }: Call<'x', SplitAttrs>): tf.TensorInfo[] | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape);
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis);
  let at = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? at : 0));
    at += length;
    return cut(
      backend,
      x,
      begin,
      x.shape.map((n, i) => (i === axis ? length : n)),
    );
  });
}

export function unpack({ inputs: { value: x }, attrs, backend }: Call<'value', { axis: number }>): tf.TensorInfo[] | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape);
  const shape = x.shape.filter((_, i) => i !== axis);
  const size = x.shape.map((n, i) => (i === axis ? 1 : n));
  return Array.from({ length: x.shape[axis] }, (_, at) => ({
    ...cut(
      backend,
      x,
      size.map((_, i) => (i === axis ? at : 0)),
      size,
    ),
    shape,
  }));
}
