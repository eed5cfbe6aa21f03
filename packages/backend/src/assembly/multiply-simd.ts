import {
  addF32x4,
  addI32,
  type Code,
  get,
  i32,
  loadF32x4,
  loadLaneF32,
  loadSplatF32,
  mulF32x4,
  repeat,
  set,
  smallI32,
  storeF32x4,
  subI32,
  v128,
  type WasmFunction,
  zeroV128,
} from './assemble';

/** Rows of the left matrix and columns of the right one that are multiplied at a time: their 8 sums stay in registers. */
export const tile = { rows: 4, columns: 8 } as const;

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const advance = (local: number, by: Code): Code => set(local, addI32(get(local), by));
const countDown = (local: number): Code => set(local, subI32(get(local), smallI32(1)));

/**
 * Functions that multiply packed matrices.
 *
 * `multiply(left, right, product, inner, stride, tiles)`: `left` is packed as `[tiles, inner, 4]`, `right` as `[inner, 8]`; writes
 * 4 * tiles rows of 8 values, `stride` bytes apart.
 *
 * `copy4`, `copy8`, `gather4`, `gather8` `(from, to, inner, step, across)`: pack one such panel out of a matrix whose values are
 * `step` bytes apart along the inner axis and `across` bytes along the other, which is 4 for a copy.
 *
 * Addresses are in bytes; `inner` and `tiles` are 1 at least.
 */
export function multiplySimd(): Record<'multiply' | 'copy4' | 'copy8' | 'gather4' | 'gather8', WasmFunction> {
  return { multiply: multiply(), copy4: copy(4), copy8: copy(8), gather4: gather(4), gather8: gather(8) };
}

function multiply(): WasmFunction {
  const [left, right, product, inner, stride, tiles, at, rest, factor] = range(9);
  const vectors = range(tile.columns / 4);
  const rights = vectors.map((i) => factor + 1 + i);
  const sums = range(tile.rows).map((row) => vectors.map((i) => factor + 1 + vectors.length * (row + 1) + i));
  const step = [
    ...rights.flatMap((vector, i) => set(vector, loadF32x4(get(at), 16 * i))),
    ...sums.flatMap((row, i) => [
      ...set(factor, loadSplatF32(get(left), 4 * i)),
      ...row.flatMap((sum, j) => set(sum, addF32x4(get(sum), mulF32x4(get(factor), get(rights[j]))))),
    ]),
    ...advance(left, smallI32(4 * tile.rows)),
    ...advance(at, smallI32(4 * tile.columns)),
    ...countDown(rest),
  ];
  return {
    parameters: [i32, i32, i32, i32, i32, i32],
    locals: [i32, i32, v128, ...rights.map(() => v128), ...sums.flat().map(() => v128)],
    body: repeat(
      [
        ...set(at, get(right)),
        ...set(rest, get(inner)),
        ...sums.flat().flatMap((sum) => set(sum, zeroV128)),
        ...repeat(step, get(rest)),
        ...sums.flatMap((row) => [
          ...row.flatMap((sum, j) => storeF32x4(get(product), get(sum), 16 * j)),
          ...advance(product, get(stride)),
        ]),
        ...countDown(tiles),
      ],
      get(tiles),
    ),
  };
}

const [from, to, inner, step, across] = range(5);
const packing = [i32, i32, i32, i32, i32];

function copy(width: number): WasmFunction {
  return {
    parameters: packing,
    locals: [],
    body: repeat(
      [
        ...range(width / 4).flatMap((i) => storeF32x4(get(to), loadF32x4(get(from), 16 * i), 16 * i)),
        ...advance(from, get(step)),
        ...advance(to, smallI32(4 * width)),
        ...countDown(inner),
      ],
      get(inner),
    ),
  };
}

function gather(width: number): WasmFunction {
  const pointers = range(width).map((i) => packing.length + i);
  const four = (group: number): Code =>
    range(3).reduce(
      (vector, i) => loadLaneF32(get(pointers[4 * group + i + 1]), vector, i + 1),
      loadSplatF32(get(pointers[4 * group])),
    );
  return {
    parameters: packing,
    locals: pointers.map(() => i32),
    body: [
      ...pointers.flatMap((pointer, i) => set(pointer, i === 0 ? get(from) : addI32(get(pointers[i - 1]), get(across)))),
      ...repeat(
        [
          ...range(width / 4).flatMap((group) => storeF32x4(get(to), four(group), 16 * group)),
          ...pointers.flatMap((pointer) => advance(pointer, get(step))),
          ...advance(to, smallI32(4 * width)),
          ...countDown(inner),
        ],
        get(inner),
      ),
    ],
  };
}
