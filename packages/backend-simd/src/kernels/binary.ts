import * as tf from '@tensorflow/tfjs-core';
import { runBinary } from './binary-run';
import type { Call } from './kernel';
import { runUnary } from './unary';

type Binary = (call: Call<'a' | 'b'>) => tf.TensorInfo | undefined;

/** The exports that do an operation, by type of the inputs. */
type Names = Partial<Record<tf.DataType, string>>;

const binary =
  (names: Names): Binary =>
  ({ inputs: { a, b }, backend }) => {
    const name = a.dtype === b.dtype ? names[a.dtype] : undefined;
    return name ? runBinary(backend, name, a, b) : undefined;
  };

/** Integers as exponent that a few multiplications do, and roots. Others take a logarithm. */
const powers: Readonly<Record<string, string>> = {
  '-1': 'unaryReciprocal',
  '-0.5': 'unaryPowMinusHalf',
  '0.5': 'unaryPowHalf',
  '2': 'unarySquare',
  '3': 'unaryCube',
};

const pow: Binary = ({ inputs: { a, b }, backend }) => {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (tf.util.sizeFromShape(b.shape) === 1) {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const at = backend.pointer(b) / 4;
    const exponent = backend.heap.float32[at];
    if (exponent === 1) return backend.alias(a, shape);
    const name = powers[exponent];
    if (name) return runUnary(backend, name, a, { shape });
  }
  return runBinary(backend, 'binaryPow', a, b, { grain: 2048 });
};

const prelu = ({ inputs: { x, alpha }, backend }: Call<'x' | 'alpha'>): tf.TensorInfo | undefined =>
  x.dtype === 'float32' && alpha.dtype === 'float32' ? runBinary(backend, 'binaryPrelu', x, alpha) : undefined;

const eluGrad = ({ inputs: { dy, y }, backend }: Call<'dy' | 'y'>): tf.TensorInfo | undefined => {
  const fits = dy.dtype === 'float32' && y.dtype === 'float32' && tf.util.arraysEqual(dy.shape, y.shape);
  return fits ? runBinary(backend, 'binaryEluGrad', dy, y) : undefined;
};

export const binaryKernels: Readonly<Record<string, unknown>> = {
  Add: binary({ float32: 'binaryAdd', int32: 'binaryAddInt' }),
  EluGrad: eluGrad,
  FloorDiv: binary({ int32: 'binaryFloorDivInt' }),
  Maximum: binary({ float32: 'binaryMaximum', int32: 'binaryMaximumInt' }),
  Minimum: binary({ float32: 'binaryMinimum', int32: 'binaryMinimumInt' }),
  Multiply: binary({ float32: 'binaryMultiply', int32: 'binaryMultiplyInt' }),
  Pow: pow,
  Prelu: prelu,
  RealDiv: binary({ float32: 'binaryDivide' }),
  SquaredDifference: binary({ float32: 'binarySquaredDifference' }),
  Sub: binary({ float32: 'binarySub', int32: 'binarySubInt' }),
};
