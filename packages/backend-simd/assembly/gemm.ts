// Matrix products C = A B (+ bias, activation), and all that convolutions make of them.
//
// B is packed once into panels of NR columns (Goto and van de Geijn, 2008, "Anatomy of high-performance matrix multiplication"). A is
// not packed: each of its rows is a pointer plus a list of segments, contiguous in memory, that all rows share. One segment is a plain
// matrix; kernel height times one is the patches of a convolution (after Dukhan, 2019, "The indirect convolution algorithm"), so that
// no matrix of patches is ever made. Rows of C are pointers as well.
//
// Every element of C is summed over k in the same order however the work is split, so the number of threads does not change a bit.
import { activate } from './activation';
import { multiplyAdd } from './lanes';

/** Rows and columns of the tile that is held in registers. With a fifth row V8 runs out of registers, since it moves loads to the front. */
export const MR: i32 = 4;
export const NR: i32 = 8;
/** Rows of C in an item of work at most. */
const MC: i32 = 160;
/** Positions that the gradient of a filter sums before it visits the sums in memory, and panels of patches that it packs at a time. */
export const POSITIONS: i32 = 512;
export const PANELS: i32 = 4;

const TABLE: i32 = MC * 8;
const EDGE: i32 = MR * NR * 4;

/** Memory of this thread; set once. */
let scratch: usize = 0;

/** Bytes of scratch that a thread needs. */
export function scratchBytes(): i32 {
  return TABLE + EDGE + 64 + POSITIONS * 4 + PANELS * POSITIONS * NR * 4;
}

export function setScratch(pointer: usize): void {
  scratch = pointer;
}

/** Pairs of pointers: a row of A and the row of C it gives. */
// @ts-ignore: decorator
@inline
export function rowTable(): usize {
  return scratch;
}

/** A tile of C that is not wholly in C. */
// @ts-ignore: decorator
@inline
function edge(): usize {
  return scratch + TABLE;
}

/** A segment of the whole k for the kernels that make one themselves. */
// @ts-ignore: decorator
@inline
export function ownSegment(): usize {
  return scratch + TABLE + EDGE;
}

// @ts-ignore: decorator
@inline
export function ownPanels(): usize {
  return scratch + TABLE + EDGE + 64;
}

/** Four rows of four numbers, transposed; steps in bytes. */
// @ts-ignore: decorator
@inline
export function transpose4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromStep);
  const r2 = v128.load(from + 2 * fromStep);
  const r3 = v128.load(from + 3 * fromStep);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + toStep, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<f64>(high01, high23, 1, 3));
}

// transposeMatrix: [from, rows, columns, to, fromMatrix, toMatrix, itemsPerMatrix]; an item is 16 rows of one matrix. Steps in bytes.
export function transposeMatrix(args: usize, begin: i32, end: i32): void {
  const rows = load<i32>(args, 4);
  const columns = load<i32>(args, 8);
  const perMatrix = load<i32>(args, 24);
  const fromStep = <usize>columns << 2;
  const toStep = <usize>rows << 2;
  for (let item = begin; item < end; item++) {
    const matrix = item / perMatrix;
    const first = (item % perMatrix) << 4;
    const last = min(rows, first + 16);
    const from = <usize>load<i32>(args) + matrix * load<i32>(args, 16);
    const to = <usize>load<i32>(args, 12) + matrix * load<i32>(args, 20);
    let j = 0;
    if (last - first == 16) {
      for (; j + 4 <= columns; j += 4) {
        for (let i = first; i < last; i += 4) {
          transpose4(from + i * fromStep + (j << 2), fromStep, to + j * toStep + (i << 2), toStep);
        }
      }
    }
    for (; j < columns; j++) {
      for (let i = first; i < last; i++) store<f32>(to + j * toStep + (i << 2), load<f32>(from + i * fromStep + (j << 2)));
    }
  }
}

/** `k` rows of a panel of NR columns (fewer at the edge: zeros). Steps in bytes. */
function packPanel(b: usize, row: usize, column: usize, k: i32, columns: i32, out: usize): void {
  let p = 0;
  if (columns == NR && column == 4) {
    for (; p < k; p++) {
      v128.store(out, v128.load(b));
      v128.store(out, v128.load(b, 16), 16);
      out += NR << 2;
      b += row;
    }
    return;
  }
  if (columns == NR && row == 4) {
    for (; p + 4 <= k; p += 4) {
      transpose4(b, column, out, NR << 2);
      transpose4(b + 4 * column, column, out + 16, NR << 2);
      out += (4 * NR) << 2;
      b += 16;
    }
  }
  for (; p < k; p++) {
    let from = b;
    for (let j = 0; j < columns; j++) {
      store<f32>(out + (j << 2), load<f32>(from));
      from += column;
    }
    for (let j = columns; j < NR; j++) store<f32>(out + (j << 2), 0);
    out += NR << 2;
    b += row;
  }
}

// packB: [b, out, n, panels, bMatrix, columnStep, runs, innerRuns, length, runStep, innerStep, step]
// Row k of B is number `k % length` of run `k / length`; steps in bytes. An item is a panel of one matrix.
export function packB(args: usize, begin: i32, end: i32): void {
  const n = load<i32>(args, 8);
  const panels = load<i32>(args, 12);
  const column = <usize>load<i32>(args, 20);
  const runs = load<i32>(args, 24);
  const inner = load<i32>(args, 28);
  const length = load<i32>(args, 32);
  const step = <usize>load<i32>(args, 44);
  for (let item = begin; item < end; item++) {
    const j = (item % panels) * NR;
    const b = <usize>load<i32>(args) + (item / panels) * load<i32>(args, 16) + j * column;
    let out = <usize>load<i32>(args, 4) + <usize>item * (runs * inner * length * (NR << 2));
    for (let y = 0; y < runs; y++) {
      for (let x = 0; x < inner; x++) {
        const from = b + y * load<i32>(args, 36) + x * load<i32>(args, 40);
        packPanel(from, step, column, length, min(NR, n - j), out);
        out += <usize>length * (NR << 2);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, first: bool): void {
  if (first) {
    v128.store(c, left);
    v128.store(c, right, 16);
  } else {
    v128.store(c, f32x4.add(v128.load(c), left));
    v128.store(c, f32x4.add(v128.load(c, 16), right), 16);
  }
}

/**
 * An MR x NR tile: the product of MR rows of A, over some segments, with rows of B that are `step` bytes apart. Written to `c` bytes
 * from the rows of C, or increased by it where not `first`; to the edge where `outside`.
 */
export function tile(rows: usize, segments: usize, count: i32, b: usize, step: usize, c: usize, first: bool, outside: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  for (const stop = segments + (<usize>count << 3); segments < stop; segments += 8) {
    const offset = <usize>load<i32>(segments);
    let a0 = <usize>load<i32>(rows) + offset;
    let a1 = <usize>load<i32>(rows, 8) + offset;
    let a2 = <usize>load<i32>(rows, 16) + offset;
    let a3 = <usize>load<i32>(rows, 24) + offset;
    const end = a0 + (<usize>load<i32>(segments, 4) << 2);
    while (a0 < end) {
      const left = v128.load(b);
      const right = v128.load(b, 16);
      let x = v128.load32_splat(a0);
      c00 = multiplyAdd(x, left, c00);
      c01 = multiplyAdd(x, right, c01);
      x = v128.load32_splat(a1);
      c10 = multiplyAdd(x, left, c10);
      c11 = multiplyAdd(x, right, c11);
      x = v128.load32_splat(a2);
      c20 = multiplyAdd(x, left, c20);
      c21 = multiplyAdd(x, right, c21);
      x = v128.load32_splat(a3);
      c30 = multiplyAdd(x, left, c30);
      c31 = multiplyAdd(x, right, c31);
      b += step;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
    }
  }
  const e = edge();
  put(outside ? e : <usize>load<i32>(rows, 4) + c, c00, c01, first);
  put(outside ? e + 32 : <usize>load<i32>(rows, 12) + c, c10, c11, first);
  put(outside ? e + 64 : <usize>load<i32>(rows, 20) + c, c20, c21, first);
  put(outside ? e + 96 : <usize>load<i32>(rows, 28) + c, c30, c31, first);
}

/** Puts `height` x `width` of the edge tile where they belong. */
function putEdge(rows: usize, height: i32, width: i32, c: usize, first: bool): void {
  for (let y = 0; y < height; y++) {
    let to = <usize>load<i32>(rows, 4) + c;
    for (let x = 0; x < width; x++) {
      const value = load<f32>(edge() + ((y * NR + x) << 2));
      store<f32>(to, first ? value : load<f32>(to) + value);
      to += 4;
    }
    rows += 8;
  }
}

/** Fills the table with the rows [row, row + count) of a job of `multiply` or `dots`; past the last, the last again. */
function fillRows(args: usize, a: usize, c: usize, row: i32, count: i32): void {
  const width = load<i32>(args, 24);
  const height = load<i32>(args, 28);
  let x = row % width;
  let y = (row / width) % height;
  let batch = row / (width * height);
  let table = rowTable();
  for (let i = 0; i < count; i++) {
    store<i32>(table, <i32>(a + x * load<i32>(args, 32) + y * load<i32>(args, 36) + batch * load<i32>(args, 40)));
    store<i32>(table, <i32>(c + x * load<i32>(args, 44) + y * load<i32>(args, 48) + batch * load<i32>(args, 52)), 4);
    table += 8;
    if (++x == width) {
      x = 0;
      if (++y == height) {
        y = 0;
        batch++;
      }
    }
  }
  for (let i = count; i % MR; i++) {
    store<i64>(table, load<i64>(table - 8));
    table += 8;
  }
}

// multiply: [matrices, m, n, k, rowsPerItem, columnsPerItem, width, height, aX, aY, aBatch, cX, cY, cBatch, blocks, bStep, panelStep,
// bias, activation, alpha]
// matrices: pointers to A, B and C of each. blocks: (number of segments, their length in all, (offset, length) of each), ends with 0.
// A row is a position (batch, y, x); steps in bytes. An item is some rows and columns of C of one matrix.
export function multiply(args: usize, begin: i32, end: i32): void {
  const m = load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const rowsPerItem = load<i32>(args, 16);
  const columnsPerItem = load<i32>(args, 20);
  const blocks = <usize>load<i32>(args, 56);
  const bStep = <usize>load<i32>(args, 60);
  const panelStep = <usize>load<i32>(args, 64);
  const bias = <usize>load<i32>(args, 68);
  const activation = load<i32>(args, 72);
  const rowItems = (m + rowsPerItem - 1) / rowsPerItem;
  const columnItems = (n + columnsPerItem - 1) / columnsPerItem;
  for (let item = begin; item < end; item++) {
    const matrix = <usize>load<i32>(args) + item / (rowItems * columnItems) * 12;
    const within = item % (rowItems * columnItems);
    const row = within / columnItems * rowsPerItem;
    const column = within % columnItems * columnsPerItem;
    const rows = min(rowsPerItem, m - row);
    const columnEnd = min(n, column + columnsPerItem);
    fillRows(args, <usize>load<i32>(matrix), <usize>load<i32>(matrix, 8), row, rows);
    const panels = <usize>load<i32>(matrix, 4);
    let done: usize = 0;
    let block = blocks;
    let first = true;
    for (let count = load<i32>(block); count != 0; count = load<i32>(block)) {
      for (let j = column; j < columnEnd; j += NR) {
        const panel = panels + (j / NR) * panelStep + done * bStep;
        const width = min(NR, n - j);
        let table = rowTable();
        for (let i = 0; i < rows; i += MR) {
          const height = min(MR, rows - i);
          if (height == MR && width == NR) {
            tile(table, block + 8, count, panel, bStep, <usize>j << 2, first, false);
          } else {
            tile(table, block + 8, count, panel, bStep, 0, true, true);
            putEdge(table, height, width, <usize>j << 2, first);
          }
          table += MR << 3;
        }
      }
      first = false;
      done += load<i32>(block, 4);
      block += 8 + (<usize>count << 3);
    }
    if (!first && bias == 0 && activation == 0) continue;
    for (let i = 0; i < rows; i++) {
      const c = <usize>load<i32>(rowTable() + (i << 3), 4) + (<usize>column << 2);
      if (first) memory.fill(c, 0, <usize>(columnEnd - column) << 2);
      activate(c, columnEnd - column, bias ? bias + (<usize>column << 2) : 0, activation, load<f32>(args, 76));
    }
  }
}

/** The sum of four lanes, in a fixed order. */
// @ts-ignore: decorator
@inline
function total(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Four rows of A with one column of B, whose numbers lie together. */
function dot4(rows: usize, segments: usize, count: i32, b: usize, c: usize): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let t0: f32 = 0, t1: f32 = 0, t2: f32 = 0, t3: f32 = 0;
  for (const stop = segments + (<usize>count << 3); segments < stop; segments += 8) {
    const offset = <usize>load<i32>(segments);
    const length = load<i32>(segments, 4);
    let a0 = <usize>load<i32>(rows) + offset;
    let a1 = <usize>load<i32>(rows, 8) + offset;
    let a2 = <usize>load<i32>(rows, 16) + offset;
    let a3 = <usize>load<i32>(rows, 24) + offset;
    const end = a0 + (<usize>length << 2);
    while (a0 + 16 <= end) {
      const v = v128.load(b);
      s0 = multiplyAdd(v128.load(a0), v, s0);
      s1 = multiplyAdd(v128.load(a1), v, s1);
      s2 = multiplyAdd(v128.load(a2), v, s2);
      s3 = multiplyAdd(v128.load(a3), v, s3);
      b += 16;
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
    }
    while (a0 < end) {
      const v = load<f32>(b);
      t0 += load<f32>(a0) * v;
      t1 += load<f32>(a1) * v;
      t2 += load<f32>(a2) * v;
      t3 += load<f32>(a3) * v;
      b += 4;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
    }
  }
  store<f32>(<usize>load<i32>(rows, 4) + c, total(s0) + t0);
  store<f32>(<usize>load<i32>(rows, 12) + c, total(s1) + t1);
  store<f32>(<usize>load<i32>(rows, 20) + c, total(s2) + t2);
  store<f32>(<usize>load<i32>(rows, 28) + c, total(s3) + t3);
}

// dots: the arguments of `multiply`, for few columns. Columns of B are contiguous, panelStep apart; those of C are bStep apart. One block,
// and no bias or activation. An item is some rows of one matrix.
export function dots(args: usize, begin: i32, end: i32): void {
  const m = load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const rowsPerItem = load<i32>(args, 16);
  const block = <usize>load<i32>(args, 56);
  const rowItems = (m + rowsPerItem - 1) / rowsPerItem;
  for (let item = begin; item < end; item++) {
    const matrix = <usize>load<i32>(args) + item / rowItems * 12;
    const row = item % rowItems * rowsPerItem;
    const rows = min(rowsPerItem, m - row);
    fillRows(args, <usize>load<i32>(matrix), <usize>load<i32>(matrix, 8), row, rows);
    for (let i = 0; i < rows; i += MR) {
      for (let j = 0; j < n; j++) {
        const b = <usize>load<i32>(matrix, 4) + j * load<i32>(args, 64);
        dot4(rowTable() + (<usize>i << 3), block + 8, load<i32>(block), b, <usize>j * load<i32>(args, 60));
      }
    }
  }
}
