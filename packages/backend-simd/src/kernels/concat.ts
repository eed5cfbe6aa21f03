import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { bytesOf, move } from './move';

/** Puts tensors of one dtype side by side: each is `outer` stretches, of as many numbers as `widths` says. */
function join(backend: SimdBackend, tensors: readonly tf.TensorInfo[], shape: readonly number[], outer: number): tf.TensorInfo {
  const y = backend.output(shape, tensors[0].dtype);
  const total = tf.util.sizeFromShape(shape as number[]) / outer;
  const bytes = bytesOf(y.dtype);
  let to = backend.pointer(y);
  for (const x of tensors) {
    const width = tf.util.sizeFromShape(x.shape) / outer;
    move(backend, bytes, backend.pointer(x), to, [
      { size: outer, from: width, to: total },
      { size: width, from: 1, to: 1 },
    ]);
    to += width * bytes;
  }
  return y;
}

const known = (tensors: readonly tf.TensorInfo[]): boolean =>
  tensors.length > 0 && bytesOf(tensors[0].dtype) > 0 && tensors.every(({ dtype }) => dtype === tensors[0].dtype);

export function concat({ inputs, attrs, backend }: Call<never, { axis: number }>): tf.TensorInfo | undefined {
  const tensors = inputs as readonly tf.TensorInfo[];
  if (!known(tensors)) return undefined;
  const [axis] = tf.util.parseAxisParam(attrs.axis, tensors[0].shape);
  const shapes = tensors.map(({ shape }) => shape);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  const filled = tensors.filter((x) => tf.util.sizeFromShape(x.shape) > 0);
  if (filled.length === 0) return backend.output(shape, tensors[0].dtype);
  if (filled.length === 1) return backend.alias(filled[0]);
  return join(backend, filled, shape, tf.util.sizeFromShape(shape.slice(0, axis)));
}

export function pack({ inputs, attrs, backend }: Call<never, { axis: number }>): tf.TensorInfo | undefined {
  const tensors = inputs as readonly tf.TensorInfo[];
  if (!known(tensors)) return undefined;
  const [first] = tensors;
  for (const { shape } of tensors)
    tf.util.assertShapesMatch(first.shape, shape, 'All tensors passed to stack must have matching shapes');
  const axis = attrs.axis < 0 ? attrs.axis + first.shape.length + 1 : attrs.axis;
  const shape = [...first.shape.slice(0, axis), tensors.length, ...first.shape.slice(axis)];
  if (tensors.length === 1) return backend.alias(first, shape);
  if (tf.util.sizeFromShape(shape) === 0) return backend.output(shape, first.dtype);
  return join(backend, tensors, shape, tf.util.sizeFromShape(shape.slice(0, axis)));
}
