import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { cut } from './slice';

export function reverse({ inputs: { x }, attrs, backend }: Call<'x', { dims: number | number[] }>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const dims = tf.util.parseAxisParam(attrs.dims, x.shape);
  const turned = x.shape.map((_, i) => dims.includes(i));
  return cut(
    backend,
    x,
    x.shape.map((n, i) => (turned[i] ? n - 1 : 0)),
    x.shape,
    turned.map((turn) => (turn ? -1 : 1)),
  );
}
