import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';

const exports: Readonly<Record<string, string>> = {
  'int32 float32': 'castIntToFloat',
  'float32 int32': 'castFloatToInt',
  'float32 bool': 'castFloatToBool',
  'int32 bool': 'castIntToBool',
  'bool int32': 'castBoolToInt',
  'bool float32': 'castBoolToFloat',
};

/**
 * Cast, which tfjs does by another label on the same array where no number is lost; here the array is bytes in memory, so that each type
 * has its own.
 */
export const cast = ({
  inputs: { x },
  attrs: { dtype },
  backend,
}: Call<'x', { readonly dtype: tf.DataType }>): tf.TensorInfo | undefined => {
  if (x.dtype === dtype && dtype !== 'complex64' && dtype !== 'string') return backend.alias(x);
  const name = exports[`${x.dtype} ${dtype}`];
  if (!name) return undefined;
  const y = backend.output(x.shape, dtype);
  backend.team.run(name, [backend.pointer(x), backend.pointer(y)], tf.util.sizeFromShape(x.shape), 16384);
  return y;
};
