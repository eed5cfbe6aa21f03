import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';

/** Select of three tensors of one shape, as tf.where asks for it; a condition of fewer axes is left to tfjs. */
export const select = ({ inputs: { condition, t, e }, backend }: Call<'condition' | 't' | 'e'>): tf.TensorInfo | undefined => {
  const size = tf.util.sizeFromShape(t.shape);
  if (condition.dtype !== 'bool' || t.dtype !== e.dtype || !['float32', 'int32', 'bool'].includes(t.dtype)) return undefined;
  if ([condition, e].some(({ shape }) => tf.util.sizeFromShape(shape) !== size)) return undefined;
  if (condition.shape.length === 1 && t.shape.length > 1) return undefined;
  const y = backend.output(t.shape, t.dtype);
  const name = t.dtype === 'bool' ? 'selectBytes' : 'selectWords';
  backend.team.run(
    name,
    [condition, t, e, y].map((info) => backend.pointer(info)),
    size,
    16384,
  );
  return y;
};
