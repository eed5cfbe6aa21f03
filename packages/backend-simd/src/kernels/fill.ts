import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { bits, type Call } from './kernel';

function filled(backend: SimdBackend, shape: readonly number[], value: number, dtype: tf.DataType): tf.TensorInfo | undefined {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return undefined;
  const y = backend.output(shape, dtype);
  const size = tf.util.sizeFromShape(shape as number[]);
  const pointer = backend.pointer(y);
  if (dtype === 'bool') backend.heap.uint8.fill(value, pointer, pointer + size);
  else backend.team.run('fillWords', [pointer, dtype === 'int32' ? value : bits(value)], size, 65536);
  return y;
}

interface FillAttrs {
  readonly shape: readonly number[];
  readonly value: number | string | boolean;
  readonly dtype?: tf.DataType;
}

const fill = ({ attrs: { shape, value, dtype }, backend }: Call<never, FillAttrs>): tf.TensorInfo | undefined =>
  typeof value === 'string' ? undefined : filled(backend, shape, Number(value), dtype ?? tf.util.inferDtype(value));

const like =
  (value: number) =>
  ({ inputs: { x }, backend }: Call<'x'>): tf.TensorInfo | undefined =>
    filled(backend, x.shape, value, x.dtype);

export const fillKernels: Readonly<Record<string, unknown>> = { Fill: fill, OnesLike: like(1), ZerosLike: like(0) };
