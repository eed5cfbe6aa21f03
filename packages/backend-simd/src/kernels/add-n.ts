import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';

/** Pointers that fit into the arguments of a job. */
const MOST = 200;

/** AddN, whose inputs are a list. */
export const addN = ({
  inputs,
  backend,
}: {
  readonly inputs: readonly tf.TensorInfo[];
  readonly backend: SimdBackend;
}): tf.TensorInfo | undefined => {
  const [{ dtype, shape }] = inputs;
  if ((dtype !== 'float32' && dtype !== 'int32') || inputs.some((x) => x.dtype !== dtype) || inputs.length > MOST)
    return undefined;
  const y = backend.output(shape, dtype);
  const pointers = inputs.map((x) => backend.pointer(x));
  const name = dtype === 'float32' ? 'binaryAddN' : 'binaryAddNInt';
  backend.team.run(name, [backend.pointer(y), pointers.length, ...pointers], tf.util.sizeFromShape(shape), 16384);
  return y;
};
