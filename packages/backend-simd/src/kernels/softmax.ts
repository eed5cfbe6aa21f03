import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';

/** Numbers that a thread takes at a time: an exponential and two more passes each. */
const NUMBERS = 4096;

export const softmax = ({
  inputs: { logits },
  attrs: { dim },
  backend,
}: Call<'logits', { readonly dim: number }>): tf.TensorInfo | undefined => {
  const { shape, dtype } = logits;
  if (dtype !== 'float32' || shape.length === 0 || (dim !== -1 && dim !== shape.length - 1)) return undefined;
  const out = backend.output(shape);
  const size = shape[shape.length - 1];
  if (size === 0) return out;
  const args = [backend.pointer(logits), backend.pointer(out), size];
  backend.team.run('softmax', args, tf.util.sizeFromShape(shape) / size, Math.max(1, Math.floor(NUMBERS / size)));
  return out;
};
