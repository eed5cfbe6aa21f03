import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';

/** The state of a generator of @gen/core, which counts in blocks of four numbers, and what to make with it. */
interface Attrs {
  readonly shape: readonly number[];
  readonly key: number;
  readonly counter: number;
}

interface UniformAttrs extends Attrs {
  readonly low: number;
  readonly high: number;
}

interface NormalAttrs extends Attrs {
  readonly mean: number;
  readonly sd: number;
}

/** Numbers of one call of Philox in four lanes. */
const ITEM = 16;

const reals = new Float64Array(2);
const words = new Int32Array(reals.buffer);
const halves = (n: number): [number, number] => [n | 0, Math.floor(n / 2 ** 32)];

function random(
  backend: SimdBackend,
  name: string,
  { shape, key, counter }: Attrs,
  numbers: readonly [number, number],
): tf.TensorInfo {
  const y = backend.output(shape);
  reals.set(numbers);
  const args = [backend.pointer(y), ...halves(key), 0, ...halves(counter), ...words];
  backend.team.run(name, args, Math.ceil(tf.util.sizeFromShape(shape as number[]) / ITEM), 128);
  return y;
}

/**
 * GenUniform and GenNormal: what `fillUniform` and `fillNormal` of a generator of @gen/core make of its `key` and `counter`, bit for bit,
 * as a new tensor.
 */
export const randomKernels: Readonly<Record<string, unknown>> = {
  GenNormal: ({ attrs, backend }: { readonly attrs: NormalAttrs; readonly backend: SimdBackend }): tf.TensorInfo =>
    random(backend, 'randomNormal', attrs, [attrs.mean, attrs.sd]),
  GenUniform: ({ attrs, backend }: { readonly attrs: UniformAttrs; readonly backend: SimdBackend }): tf.TensorInfo =>
    random(backend, 'randomUniform', attrs, [attrs.low, attrs.high - attrs.low]),
};
