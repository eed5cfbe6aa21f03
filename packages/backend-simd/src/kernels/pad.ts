import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { bits, type Call } from './kernel';
import { bytesOf, fillBox, move, stepsOf } from './move';

/** Numbers of a tensor that is written twice rather than piece by piece. */
const SMALL = 8192;

type Paddings = readonly (readonly [before: number, after: number])[];

/** A word in the memory whose first bytes are a value as a dtype stores it. */
export function withValue(backend: SimdBackend, dtype: tf.DataType, value: number, body: (pointer: number) => void): void {
  backend.withScratch(4, (pointer) => {
    backend.heap.int32[pointer >>> 2] = dtype === 'float32' ? bits(value) : dtype === 'bool' ? value & 255 : value;
    body(pointer);
  });
}

/** An output with room for `x` and its margins; undefined where numbers would be cut off. */
export function frame(backend: SimdBackend, x: tf.TensorInfo, paddings: Paddings): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0 || paddings.length !== x.shape.length) return undefined;
  if (paddings.some(([before, after]) => before < 0 || after < 0)) return undefined;
  return backend.output(
    x.shape.map((n, i) => paddings[i][0] + n + paddings[i][1]),
    x.dtype,
  );
}

/** Puts `x` into its frame. */
export function place(backend: SimdBackend, x: tf.TensorInfo, y: tf.TensorInfo, paddings: Paddings): void {
  const [from, to] = [stepsOf(x.shape), stepsOf(y.shape)];
  const bytes = bytesOf(x.dtype);
  const offset = to.reduce((sum, step, i) => sum + step * paddings[i][0], 0);
  const axes = x.shape.map((size, i) => ({ size, from: from[i], to: to[i] }));
  move(backend, bytes, backend.pointer(x), backend.pointer(y) + offset * bytes, axes);
}

/**
 * The box that lies before or after the frame's content along one axis: of the axes outside it only the content, of those inside it all.
 *
 * @returns the offset of its first number, and its lengths.
 */
export function margin(
  x: tf.TensorInfo,
  y: tf.TensorInfo,
  paddings: Paddings,
  axis: number,
  side: 0 | 1,
): { offset: number; sizes: number[] } {
  const steps = stepsOf(y.shape);
  let offset = side * (paddings[axis][0] + x.shape[axis]) * steps[axis];
  for (let i = 0; i < axis; i++) offset += paddings[i][0] * steps[i];
  return { offset, sizes: y.shape.map((n, i) => (i < axis ? x.shape[i] : i === axis ? paddings[axis][side] : n)) };
}

interface PadAttrs {
  readonly paddings: Paddings;
  readonly constantValue: number;
}

/** `x` with one value around it. */
export function pad(backend: SimdBackend, x: tf.TensorInfo, paddings: Paddings, value: number): tf.TensorInfo | undefined {
  const y = frame(backend, x, paddings);
  if (!y) return undefined;
  const size = tf.util.sizeFromShape(y.shape);
  // Filling all of a small one costs less than looking for its margins.
  if (size <= SMALL) {
    withValue(backend, x.dtype, value, (word) => fillBox(backend, bytesOf(x.dtype), word, backend.pointer(y), [{ size, to: 1 }]));
    place(backend, x, y, paddings);
    return y;
  }
  place(backend, x, y, paddings);
  const steps = stepsOf(y.shape);
  const bytes = bytesOf(x.dtype);
  withValue(backend, x.dtype, value, (word) => {
    for (let axis = 0; axis < paddings.length; axis++) {
      for (const side of [0, 1] as const) {
        if (paddings[axis][side] === 0) continue;
        const { offset, sizes } = margin(x, y, paddings, axis, side);
        fillBox(
          backend,
          bytes,
          word,
          backend.pointer(y) + offset * bytes,
          sizes.map((size, i) => ({ size, to: steps[i] })),
        );
      }
    }
  });
  return y;
}

export const padV2 = ({ inputs: { x }, attrs, backend }: Call<'x', PadAttrs>): tf.TensorInfo | undefined =>
  pad(backend, x, attrs.paddings, attrs.constantValue);
