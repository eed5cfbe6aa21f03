import type * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';

/** An axis of a box of numbers: its length, and how many numbers apart its neighbors lie in the layout read and in the one written. */
export interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Bytes that a thread copies at a time: less is not worth another thread. */
const CHUNK = 65536;
/** Numbers of a stretch that is cut out of a longer axis, so that several threads share it. */
const STRETCH = 16384;
/** Neighbors in the layout read that are transposed at a time: a cache line. */
const LINE = 16;
/** Outer axes that a call of the module visits; more of them are visited here. */
const OUTER = 4;

/** Bytes of a number; 0 for tensors that do not lie in the memory as numbers: strings and complex ones. */
export function bytesOf(dtype: tf.DataType): number {
  return dtype === 'float32' || dtype === 'int32' ? 4 : dtype === 'bool' ? 1 : 0;
}

/** Steps from neighbor to neighbor along each axis of a tensor, in numbers. */
export function stepsOf(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length);
  for (let i = shape.length - 1, step = 1; i >= 0; i--) {
    steps[i] = step;
    step *= shape[i];
  }
  return steps;
}

/** Without axes of length 1, and with neighbors joined that are one axis in both layouts. */
function collapse(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const before = joined[joined.length - 1];
    if (before && before.from === axis.size * axis.from && before.to === axis.size * axis.to)
      joined[joined.length - 1] = { size: before.size * axis.size, from: axis.from, to: axis.to };
    else joined.push(axis);
  }
  return joined;
}

/** The innermost axis as the module copies it: how long, in which stretches, by which loop. */
interface Inner {
  readonly name: string;
  readonly axis: Axis;
  readonly block: number;
  /** Length of the other axis of a matrix that is transposed, and its step in the layout read. */
  readonly rows: number;
  readonly rowStep: number;
}

function emit(backend: SimdBackend, bytes: number, from: number, to: number, outer: readonly Axis[], inner: Inner): void {
  if (outer.length > OUTER) {
    const [{ size, from: fromStep, to: toStep }, ...rest] = outer;
    for (let i = 0; i < size; i++) emit(backend, bytes, from + i * fromStep * bytes, to + i * toStep * bytes, rest, inner);
    return;
  }
  const { name, axis, block, rows, rowStep } = inner;
  const stretches = Math.ceil(axis.size / block);
  const [sizes, fromSteps, toSteps] = [
    [1, 1, 1, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  let items = stretches;
  for (let i = 0; i < outer.length; i++) {
    const at = OUTER - outer.length + i;
    sizes[at] = outer[i].size;
    fromSteps[at] = outer[i].from * bytes;
    toSteps[at] = outer[i].to * bytes;
    items *= outer[i].size;
  }
  // Lengths of what is copied as bytes are in bytes.
  const unit = name === 'moveCopy' ? bytes : 1;
  const steps = rows > 0 ? [rowStep * bytes, axis.to * bytes] : [axis.from * bytes, axis.to * bytes];
  const args = [from, to, axis.size * unit, block * unit, ...steps, rows];
  const itemBytes = Math.min(block, axis.size) * bytes * Math.max(1, rows);
  backend.team.run(
    name,
    [...args, ...sizes, stretches, ...fromSteps, axis.from * block * bytes, ...toSteps, axis.to * block * bytes],
    items,
    Math.max(1, Math.ceil(CHUNK / itemBytes)),
  );
}

/**
 * Copies a box of numbers from one layout to another, on all threads where it is large.
 *
 * @param bytes of a number: 1 or 4.
 * @param from pointer to the first number read; a step of 0 reads a number again and again.
 * @param to pointer to the first number written; no two may be written to the same place.
 * @param axes outermost first, in the order of the layout written.
 */
export function move(backend: SimdBackend, bytes: number, from: number, to: number, axes: readonly Axis[]): void {
  for (const { size } of axes) if (size === 0) return;
  const outer = collapse(axes);
  const axis = outer.pop() ?? { size: 1, from: 1, to: 1 };
  const straight = (name: string): Inner => ({ name, axis, block: STRETCH, rows: 0, rowStep: 0 });
  const line = axis.to === 1 && axis.from > 1 && bytes === 4 ? outer.findIndex((other) => other.from === 1) : -1;
  if (line === -1) {
    const loop = axis.to !== 1 ? 'Step' : axis.from === 1 ? 'Copy' : axis.from === 0 ? 'Fill' : 'Step';
    emit(backend, bytes, from, to, outer, straight(loop === 'Copy' ? 'moveCopy' : `move${loop}${bytes}`));
    return;
  }
  // A transposed matrix: neighbors in the layout read are a column of the one written. Long rows are cut, for other threads.
  const [lines] = outer.splice(line, 1);
  const matrix = (rows: number): Inner => ({ name: 'moveBlocks', axis: lines, block: LINE, rows, rowStep: axis.from });
  const cut = axis.size > 2048 ? 1024 : axis.size;
  const whole = Math.floor(axis.size / cut);
  const cuts = whole > 1 ? [{ size: whole, from: cut * axis.from, to: cut }] : [];
  emit(backend, bytes, from, to, [...outer, ...cuts], matrix(cut));
  const rest = axis.size - whole * cut;
  if (rest === 0) return;
  const done = whole * cut * bytes;
  emit(backend, bytes, from + done * axis.from, to + done, outer, matrix(rest));
}

/** Sets every number of a box to the word at a pointer. */
export function fillBox(
  backend: SimdBackend,
  bytes: number,
  word: number,
  to: number,
  axes: readonly Omit<Axis, 'from'>[],
): void {
  move(
    backend,
    bytes,
    word,
    to,
    axes.map((axis) => ({ ...axis, from: 0 })),
  );
}
