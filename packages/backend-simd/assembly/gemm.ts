// Matrix product C = A B (+ bias, activation), blocked after Goto and van de Geijn (2008), "Anatomy of high-performance matrix
// multiplication": B is packed once into panels of NR columns, each item of work packs its rows of A and sweeps the panels.
// Every element of C is summed over k in the same order whatever the split, so the number of threads does not change a bit.
import { activate } from './activation';
import { multiplyAdd } from './lanes';

/** Rows and columns of the tile that is held in registers. */
export const MR: i32 = 5;
export const NR: i32 = 8;
/** Length of the sums between two visits of C: a panel of B of this length stays in the first-level cache. */
export const KC: i32 = 256;
/** Rows of A packed at a time: with KC, a block that stays in the second-level cache. */
export const MC: i32 = 120;

/** Where this thread packs its block of A, and a tile at the edge of C; set once for each thread. */
let scratch: usize = 0;

/** Bytes of scratch that a thread needs. */
export function scratchBytes(): i32 {
  return (MC * KC + MR * NR) << 2;
}

export function setScratch(pointer: usize): void {
  scratch = pointer;
}

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

/** Four rows of four numbers, transposed, `step` bytes apart on both sides. */
// @ts-ignore: decorator
@inline
function transpose4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
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

/** A panel of NR columns (fewer at the edge: zeros) and `k` rows of B. */
function packPanel(b: usize, rowStep: i32, columnStep: i32, k: i32, columns: i32, out: usize): void {
  const row = <usize>rowStep << 2;
  const column = <usize>columnStep << 2;
  let p = 0;
  if (columns == NR && columnStep == 1) {
    for (; p < k; p++) {
      v128.store(out, v128.load(b));
      v128.store(out, v128.load(b, 16), 16);
      out += NR << 2;
      b += row;
    }
    return;
  }
  if (columns == NR && rowStep == 1) {
    for (; p + 4 <= k; p += 4) {
      transpose4(b, column, out, NR << 2);
      transpose4(b + 4 * column, column, out + 16, NR << 2);
      out += (4 * NR) << 2;
      b += 16;
    }
  }
  for (; p < k; p++) {
    for (let j = 0; j < NR; j++) store<f32>(at(out, j), j < columns ? load<f32>(b + <usize>j * column) : 0);
    out += NR << 2;
    b += row;
  }
}

// packB: [b, rowStep, columnStep, k, n, out, batchStep, panels]; an item is a panel, of all of k, of one matrix of the batch.
export function packB(args: usize, begin: i32, end: i32): void {
  const b = <usize>load<i32>(args);
  const rowStep = load<i32>(args, 4);
  const columnStep = load<i32>(args, 8);
  const k = load<i32>(args, 12);
  const n = load<i32>(args, 16);
  const out = <usize>load<i32>(args, 20);
  const batchStep = load<i32>(args, 24);
  const panels = load<i32>(args, 28);
  const size = panels * NR * k;
  for (let item = begin; item < end; item++) {
    const batch = item / panels;
    const j = (item % panels) * NR;
    const from = at(b, batch * batchStep + j * columnStep);
    const to = at(out, batch * size);
    // Panels of one block of k lie together.
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      packPanel(at(from, pc * rowStep), rowStep, columnStep, kc, min(NR, n - j), at(to, pc * panels * NR + j * kc));
    }
  }
}

/** Rows of a matrix by strides, as blocks of MR interleaved rows (zeros at the edge). */
function packRows(a: usize, rowStep: i32, columnStep: i32, rows: i32, k: i32, out: usize): void {
  const column = <usize>columnStep << 2;
  for (let i = 0; i < rows; i += MR) {
    const height = min(MR, rows - i);
    if (rowStep == 1 && height == MR) {
      let from = at(a, i);
      let to = out;
      for (let p = 0; p < k; p++) {
        v128.store(to, v128.load(from));
        store<f32>(to, load<f32>(from, 16), 16);
        from += column;
        to += MR << 2;
      }
    } else {
      for (let q = 0; q < MR; q++) {
        let to = at(out, q);
        if (q < height) {
          let from = at(a, (i + q) * rowStep);
          for (let p = 0; p < k; p++) {
            store<f32>(to, load<f32>(from));
            from += column;
            to += MR << 2;
          }
        } else {
          for (let p = 0; p < k; p++) {
            store<f32>(to, 0);
            to += MR << 2;
          }
        }
      }
    }
    out = at(out, MR * k);
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

/** An MR x NR tile of C: set to the product of two packed panels where `first`, else increased by it. */
function tile(k: i32, a: usize, b: usize, c: usize, step: usize, first: bool): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero, c40 = zero, c41 = zero;
  const end = b + ((<usize>k * NR) << 2);
  while (b < end) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, left, c00);
    c01 = multiplyAdd(x, right, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, left, c10);
    c11 = multiplyAdd(x, right, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, left, c20);
    c21 = multiplyAdd(x, right, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, left, c30);
    c31 = multiplyAdd(x, right, c31);
    x = v128.load32_splat(a, 16);
    c40 = multiplyAdd(x, left, c40);
    c41 = multiplyAdd(x, right, c41);
    a += MR << 2;
    b += NR << 2;
  }
  put(c, c00, c01, first);
  put((c += step), c10, c11, first);
  put((c += step), c20, c21, first);
  put((c += step), c30, c31, first);
  put((c += step), c40, c41, first);
}

/** `rows` x `n` of C from a packed block of A and all panels of B, for one block of k. */
export function sweep(rows: i32, n: i32, kc: i32, packedA: usize, packedB: usize, c: usize, step: i32, first: bool): void {
  const edge = at(scratch, MC * KC);
  for (let j = 0; j < n; j += NR) {
    const panel = at(packedB, j * kc);
    const width = min(NR, n - j);
    for (let i = 0; i < rows; i += MR) {
      const block = at(packedA, i * kc);
      const target = at(c, i * step + j);
      const height = min(MR, rows - i);
      if (height == MR && width == NR) {
        tile(kc, block, panel, target, <usize>step << 2, first);
      } else {
        tile(kc, block, panel, edge, NR << 2, true);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const to = at(target, y * step + x);
            const value = load<f32>(at(edge, y * NR + x));
            store<f32>(to, first ? value : load<f32>(to) + value);
          }
        }
      }
    }
  }
}

// gemm: [a, rowStep, columnStep, m, k, n, packedB, c, aBatchStep, bBatchSize, rowsPerItem, itemsPerMatrix, bias, activation, alpha]
// An item is some rows of C of one matrix of the batch. bias is 0 or n numbers.
export function gemm(args: usize, begin: i32, end: i32): void {
  const a = <usize>load<i32>(args);
  const rowStep = load<i32>(args, 4);
  const columnStep = load<i32>(args, 8);
  const m = load<i32>(args, 12);
  const k = load<i32>(args, 16);
  const n = load<i32>(args, 20);
  const packed = <usize>load<i32>(args, 24);
  const c = <usize>load<i32>(args, 28);
  const aBatchStep = load<i32>(args, 32);
  const bBatchSize = load<i32>(args, 36);
  const rowsPerItem = load<i32>(args, 40);
  const itemsPerMatrix = load<i32>(args, 44);
  const bias = <usize>load<i32>(args, 48);
  const activation = load<i32>(args, 52);
  const alpha = <usize>load<i32>(args, 56);
  const columns = (n + NR - 1) / NR * NR;
  for (let item = begin; item < end; item++) {
    const batch = item / itemsPerMatrix;
    const row = (item % itemsPerMatrix) * rowsPerItem;
    const rows = min(rowsPerItem, m - row);
    const target = at(c, (batch * m + row) * n);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      packRows(at(a, batch * aBatchStep + row * rowStep + pc * columnStep), rowStep, columnStep, rows, kc, scratch);
      sweep(rows, n, kc, scratch, at(packed, batch * bBatchSize + pc * columns), target, n, pc == 0);
    }
    activate(target, rows, n, bias, activation, alpha);
  }
}
