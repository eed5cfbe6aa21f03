import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { type Broadcast, broadcast } from './broadcast';

/** Numbers of a long row that make an item. */
const PART = 4096;
/** Rows shorter than this one are joined, where one tensor repeats from row to row. */
const SHORT = 24;
/** About how long a row then becomes. */
const JOINED = 192;

interface Operands {
  readonly a: number;
  readonly b: number;
  readonly y: number;
  /** Bytes of a number of the inputs, and of the result. */
  readonly from: number;
  readonly to: number;
  /** Numbers that a thread takes at a time. */
  readonly grain: number;
}

type Rows = Omit<Broadcast, 'shape'>;

function runRows({ team }: SimdBackend, name: string, { a, b, y, from, grain }: Operands, { inner, kind, outer }: Rows): void {
  const part = Math.min(PART, inner);
  const parts = Math.ceil(inner / part);
  const items = outer.reduce((product, [size]) => product * size, parts);
  const axes = outer.flatMap(([size, stepA, stepB]) => [size, stepA * from, stepB * from]);
  team.run(name, [a, b, y, inner, part, kind, outer.length, ...axes], items, Math.max(1, Math.ceil(grain / part)));
}

/** Rows of a few numbers that are the same in each row of one tensor: a few of those rows make a long one. */
function runShort(backend: SimdBackend, name: string, operands: Operands, { inner, outer: [[rows, stepA]] }: Rows): void {
  const { from, to } = operands;
  const joined = Math.ceil(JOINED / inner);
  const wide = inner * joined;
  const [long, short] = stepA === 0 ? (['b', 'a'] as const) : (['a', 'b'] as const);
  backend.withScratch(wide * from, (pointer) => {
    const { uint8 } = backend.heap;
    const bytes = wide * from;
    uint8.copyWithin(pointer, operands[short], operands[short] + inner * from);
    for (let done = inner * from; done < bytes; done *= 2)
      uint8.copyWithin(pointer + done, pointer, pointer + Math.min(done, bytes - done));
    const whole = Math.floor(rows / joined);
    const steps = (size: number, length: number): readonly [number, number, number] =>
      short === 'a' ? [size, 0, length] : [size, length, 0];
    runRows(backend, name, { ...operands, [short]: pointer }, { inner: wide, kind: 0, outer: [steps(whole, wide)] });
    const rest = rows - whole * joined;
    if (rest === 0) return;
    const done = whole * wide;
    runRows(
      backend,
      name,
      { ...operands, [short]: pointer, [long]: operands[long] + done * from, y: operands.y + done * to },
      { inner: rest * inner, kind: 0, outer: [] },
    );
  });
}

/**
 * Runs an export of assembly/binary.ts or binary-compare.ts on two tensors that are broadcast against each other.
 *
 * @param grain numbers that a thread takes at a time: fewer, the more work a number is.
 */
export function runBinary(
  backend: SimdBackend,
  name: string,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { dtype = a.dtype, grain = 16384 }: { readonly dtype?: tf.DataType; readonly grain?: number } = {},
): tf.TensorInfo {
  const plan = broadcast(a.shape, b.shape);
  const output = backend.output(plan.shape, dtype);
  if (tf.util.sizeFromShape(plan.shape) === 0) return output;
  const operands: Operands = {
    a: backend.pointer(a),
    b: backend.pointer(b),
    y: backend.pointer(output),
    from: a.dtype === 'bool' ? 1 : 4,
    to: dtype === 'bool' ? 1 : 4,
    grain,
  };
  const { inner, kind, outer } = plan;
  const repeats = outer.length === 1 && (outer[0][1] === 0 || outer[0][2] === 0);
  if (kind === 0 && repeats && inner < SHORT && outer[0][0] * inner >= 2 * JOINED) runShort(backend, name, operands, plan);
  else runRows(backend, name, operands, plan);
  return output;
}
