import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { bits, type Call } from './kernel';

/** Numbers that a thread takes at a time: 64 kB, enough work to be worth another thread. */
export const CHUNK = 16384;

type Unary = (call: Call<'x'>) => tf.TensorInfo | undefined;

interface Options {
  readonly shape?: readonly number[];
  readonly dtype?: tf.DataType;
  /** Numbers of the function, as words. */
  readonly words?: readonly number[];
  /** Numbers that a thread takes at a time. */
  readonly chunk?: number;
}

/** Applies an export of assembly/unary.ts to every number. */
export function runUnary(
  backend: SimdBackend,
  name: string,
  x: tf.TensorInfo,
  { shape = x.shape, dtype = x.dtype, words = [], chunk = CHUNK }: Options = {},
): tf.TensorInfo {
  const y = backend.output(shape, dtype);
  const args = [backend.pointer(x), backend.pointer(y), ...words];
  backend.team.run(name, args, tf.util.sizeFromShape(x.shape), chunk);
  return y;
}

const unary =
  (name: string, options: Options = {}): Unary =>
  ({ inputs: { x }, backend }) =>
    x.dtype === 'float32' ? runUnary(backend, name, x, options) : undefined;

/** One with numbers that the attributes of a call give. */
const unaryWith =
  <Attrs>(name: string, numbers: (attrs: Attrs) => number[]) =>
  ({ inputs: { x }, attrs, backend }: Call<'x', Attrs>): tf.TensorInfo | undefined =>
    x.dtype === 'float32' ? runUnary(backend, name, x, { words: numbers(attrs).map(bits) }) : undefined;

const logicalNot: Unary = ({ inputs: { x }, backend }) =>
  x.dtype === 'bool' ? runUnary(backend, 'unaryLogicalNot', x, { chunk: 65536 }) : undefined;

interface Slope {
  readonly alpha: number;
}

interface Bounds {
  readonly clipValueMin: number;
  readonly clipValueMax: number;
}

/** Functions that take long enough for a thread to take fewer numbers at a time. */
const long: Options = { chunk: 4096 };
const truths: Options = { dtype: 'bool' };

export const unaryKernels: Readonly<Record<string, unknown>> = {
  Abs: unary('unaryAbs'),
  Ceil: unary('unaryCeil'),
  ClipByValue: unaryWith<Bounds>('unaryClip', ({ clipValueMin, clipValueMax }) => [clipValueMin, clipValueMax]),
  Cos: unary('unaryCos', long),
  Elu: unary('unaryElu', long),
  Erf: unary('unaryErf', long),
  Exp: unary('unaryExp', long),
  Expm1: unary('unaryExpm1', long),
  Floor: unary('unaryFloor'),
  IsFinite: unary('unaryIsFinite', truths),
  IsInf: unary('unaryIsInf', truths),
  IsNan: unary('unaryIsNan', truths),
  LeakyRelu: unaryWith<Slope>('unaryLeakyRelu', ({ alpha }) => [alpha]),
  Log: unary('unaryLog', long),
  Log1p: unary('unaryLog1p', long),
  LogicalNot: logicalNot,
  Neg: unary('unaryNeg'),
  Reciprocal: unary('unaryReciprocal'),
  Relu: unary('unaryRelu'),
  Relu6: unary('unaryRelu6'),
  Round: unary('unaryRound'),
  Rsqrt: unary('unaryRsqrt'),
  Selu: unary('unarySelu', long),
  Sigmoid: unary('unarySigmoid', long),
  Sign: unary('unarySign'),
  Sin: unary('unarySin', long),
  Softplus: unary('unarySoftplus', long),
  Sqrt: unary('unarySqrt'),
  Square: unary('unarySquare'),
  Step: unaryWith<Slope>('unaryStep', ({ alpha }) => [alpha]),
  Tanh: unary('unaryTanh', long),
};
