import type * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';

/** What tfjs calls a kernel with. */
export interface Call<Inputs extends string, Attrs = object> {
  readonly inputs: Readonly<Record<Inputs, tf.TensorInfo>>;
  readonly attrs: Attrs;
  readonly backend: SimdBackend;
}

/** A kernel; undefined for a case that it leaves to the kernel of tfjs that it replaces. */
export type Kernel = (call: Call<never, never>) => tf.TensorInfo | tf.TensorInfo[] | undefined;

const word = new Int32Array(1);
const real = new Float32Array(word.buffer);

/** The bits of a 32-bit float, as an argument. */
export function bits(value: number): number {
  real[0] = value;
  return word[0];
}
