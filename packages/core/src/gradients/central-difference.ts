import * as tf from '@tensorflow/tfjs-core';
import type { Outputs } from './reverse-mode';

/** One derivative, by both ways. @internal */
export interface Derivative {
  readonly reverse: number;
  readonly difference: number;
  /** |reverse - difference| less what rounding explains, over the scale of the derivative; Infinity if either is not finite. */
  readonly relativeError: number;
}

/** Four points x + k h and their weights: the error of the difference is of order h^4. */
const STENCIL = [
  [1, 8 / 12],
  [-1, -8 / 12],
  [2, -1 / 12],
  [-2, 1 / 12],
] as const;
const WEIGHT = 18 / 12;
const ROUNDING = 2 ** -22;

/** A step that float32 can tell from none. */
const stepOf = (x: number, epsilon: number): number => Math.max(epsilon, Math.abs(x) * 2 ** -12);

/** Values of all outputs, read back; no tensor stays behind. @internal */
export async function readOutputs(make: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(make);
  try {
    return await Promise.all(tensors.map((t) => t.data<'float32'>()));
  } finally {
    tf.dispose(tensors);
  }
}

/** What {@link derivative} compares: outputs as a function of one input, and the gradient of their sum. @internal */
export interface Comparison {
  readonly outputs: Outputs;
  readonly inputs: readonly tf.Tensor[];
  /** Which input moves. */
  readonly index: number;
  /** Its values. */
  readonly values: Float32Array;
  /** Gradient of the sum of all outputs with respect to it, by reverse mode. */
  readonly gradient: Float32Array;
  readonly epsilon: number;
}

/**
 * The derivative along `direction` (-1, 0 or 1 for each element), by central differences and from the gradient.
 *
 * The steps are those that float32 really made, and sums are taken in double precision, so what is left of rounding is that
 * of single outputs and of single elements of the gradient; an allowance of a few units in their last place covers it.
 *
 * @internal
 */
export async function derivative(comparison: Comparison, direction: Int8Array): Promise<Derivative> {
  const { outputs, inputs, index, values, gradient, epsilon } = comparison;
  const steps = Float64Array.from(direction, (d, j) => d * stepOf(values[j], epsilon));
  let difference = 0;
  let reverse = 0;
  let outputNorm = 0;
  for (const [k, weight] of STENCIL) {
    const moved = values.map((x, j) => x + k * steps[j]);
    const results = await readOutputs(() => {
      const x = tf.tensor(moved, inputs[index].shape, 'float32');
      return outputs(inputs.map((input, i) => (i === index ? x : input)));
    });
    let squares = 0;
    for (const result of results) {
      for (const y of result) {
        difference += weight * y;
        squares += y * y;
      }
    }
    outputNorm = Math.max(outputNorm, Math.sqrt(squares));
    for (let j = 0; j < moved.length; j++) {
      if (direction[j] !== 0) reverse += weight * gradient[j] * (moved[j] - values[j]);
    }
  }

  let unit = 0;
  let count = 0;
  let squares = 0;
  let largest = 0;
  for (let j = 0; j < steps.length; j++) {
    unit = Math.max(unit, Math.abs(steps[j]));
    if (direction[j] !== 0) count++;
    squares += (gradient[j] * steps[j]) ** 2;
    largest = Math.max(largest, Math.abs(gradient[j]));
  }
  const error = Math.abs(reverse - difference) / unit;
  const allowance = ROUNDING * ((WEIGHT * outputNorm) / unit + largest * Math.sqrt(count));
  // A sum of random signs may cancel: its scale is the length of what is summed.
  const scale = Math.max(Math.abs(reverse), Math.abs(difference), Math.sqrt(squares)) / unit;
  const excess = Math.max(0, error - allowance);
  const relativeError = Number.isFinite(error) ? (excess === 0 ? 0 : excess / scale) : Number.POSITIVE_INFINITY;
  return { reverse: reverse / unit, difference: difference / unit, relativeError };
}

/**
 * The element that answers most for the error along `direction`: the half with the larger error, halved again and again.
 *
 * @internal
 */
export async function locate(comparison: Comparison, direction: Int8Array): Promise<number> {
  let suspects = [...direction.keys()];
  while (suspects.length > 1) {
    const half = suspects.slice(0, suspects.length / 2);
    const rest = suspects.slice(suspects.length / 2);
    const errors: number[] = [];
    for (const part of [half, rest]) {
      const along = new Int8Array(direction.length);
      for (const j of part) along[j] = direction[j];
      const { reverse, difference } = await derivative(comparison, along);
      const error = Math.abs(reverse - difference);
      errors.push(Number.isFinite(error) ? error : Number.POSITIVE_INFINITY);
    }
    suspects = errors[0] >= errors[1] ? half : rest;
  }
  return suspects[0];
}
