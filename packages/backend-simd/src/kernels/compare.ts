import type * as tf from '@tensorflow/tfjs-core';
import { runBinary } from './binary-run';
import type { Call } from './kernel';

type Compare = (call: Call<'a' | 'b'>) => tf.TensorInfo | undefined;

/** A comparison of numbers, as the export of that name; `swapped` gives it its operands the other way round. */
const compare =
  (name: string, swapped = false): Compare =>
  ({ inputs: { a, b }, backend }) => {
    if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return undefined;
    const [left, right] = swapped ? [b, a] : [a, b];
    return runBinary(backend, a.dtype === 'int32' ? `${name}Int` : name, left, right, { dtype: 'bool' });
  };

const logical =
  (name: string): Compare =>
  ({ inputs: { a, b }, backend }) =>
    a.dtype === 'bool' && b.dtype === 'bool' ? runBinary(backend, name, a, b, { grain: 65536 }) : undefined;

export const compareKernels: Readonly<Record<string, unknown>> = {
  Equal: compare('compareEqual'),
  Greater: compare('compareGreater'),
  GreaterEqual: compare('compareGreaterEqual'),
  Less: compare('compareGreater', true),
  LessEqual: compare('compareGreaterEqual', true),
  LogicalAnd: logical('logicalAnd'),
  LogicalOr: logical('logicalOr'),
  NotEqual: compare('compareNotEqual'),
};
