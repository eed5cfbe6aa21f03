import * as tf from '@tensorflow/tfjs-core';
import { integersOf } from './gather';
import type { Call } from './kernel';
import { bytesOf, fillBox } from './move';
import { withValue } from './pad';

interface OneHotAttrs {
  readonly depth: number;
  readonly dtype: tf.DataType;
  readonly onValue: number;
  readonly offValue: number;
}

export function oneHot({ inputs: { indices }, attrs, backend }: Call<'indices', OneHotAttrs>): tf.TensorInfo | undefined {
  const { depth, dtype, onValue, offValue } = attrs;
  const bytes = bytesOf(dtype);
  if (bytes === 0 || indices.dtype !== 'int32') return undefined;
  const y = backend.output([...indices.shape, depth], dtype);
  const pointer = backend.pointer(y);
  const size = tf.util.sizeFromShape(y.shape);
  withValue(backend, dtype, offValue, (word) => fillBox(backend, bytes, word, pointer, [{ size, to: 1 }]));
  const classes = integersOf(backend, indices);
  const { heap } = backend;
  const target = dtype === 'float32' ? heap.float32 : dtype === 'int32' ? heap.int32 : heap.uint8;
  const first = pointer / bytes;
  for (let i = 0; i < classes.length; i++)
    if (classes[i] >= 0 && classes[i] < depth) target[first + i * depth + classes[i]] = onValue;
  return y;
}
