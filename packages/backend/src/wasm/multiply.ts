import { inMemoryOf } from '../assembly/instantiate';
import { multiplySimd, tile } from '../assembly/multiply-simd';
import type { WasmBackend } from './wasm-backend';

/** A matrix in the heap, in values: where it starts, and how far apart its rows and its columns are. */
export interface Matrix {
  readonly start: number;
  readonly row: number;
  readonly column: number;
}

/** Sizes of a product: `[rows, inner]` by `[inner, columns]`. */
export interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

const simd = inMemoryOf(multiplySimd);

// What is packed of the left matrix at a time, in values: 512 KB, which a core's second cache holds.
const mostLeft = 1 << 17;

/** How many values {@link multiply} needs to work in. */
export function scratchSize(sizes: Sizes): number {
  const rows = rowsAtOnce(sizes);
  return rows * sizes.inner + tile.columns * (sizes.inner + rows);
}

/** Whether {@link multiply} can run on the backend, and the product has a whole tile. */
export function canMultiply(backend: WasmBackend, { rows, inner, columns }: Sizes): boolean {
  return rows >= tile.rows && columns >= tile.columns && inner > 0 && simd(backend) !== undefined;
}

/** What {@link multiply} works on: a view of the whole heap, and where in it, in values. */
export interface Work {
  readonly sizes: Sizes;
  readonly heap: Float32Array;
  /** Where the product goes. */
  readonly product: number;
  /** Where {@link scratchSize} values are free. */
  readonly scratch: number;
}

/**
 * Writes the product of two matrices, either of which may be a transpose, row by row.
 *
 * Packs a block of the left matrix, and for each eight columns of the right matrix these too, so that the innermost loop reads
 * both in order. Sums run in float32, in order.
 *
 * @see Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication", doi:10.1145/1356052.1356053
 */
export function multiply(backend: WasmBackend, [left, right]: readonly [Matrix, Matrix], work: Work): void {
  const { sizes, heap, product, scratch } = work;
  const { rows, inner, columns } = sizes;
  const run = simd(backend)!;
  const most = rowsAtOnce(sizes);
  const packedRight = scratch + most * inner;
  const edge = packedRight + tile.columns * inner;
  const pack = (width: 4 | 8, valid: number, { start, row: across, column: step }: Matrix, to: number): void => {
    if (valid < width) packEdge(heap, { start, step, across, width, valid, inner, to });
    else run[`${across === 1 ? 'copy' : 'gather'}${width}`](4 * start, 4 * to, inner, 4 * step, 4 * across);
  };
  for (let top = 0; top < rows; top += most) {
    const height = Math.min(most, rows - top);
    for (let r = 0; r < height; r += tile.rows) {
      pack(tile.rows, height - r, { ...left, start: left.start + (top + r) * left.row }, scratch + r * inner);
    }
    for (let c = 0; c < columns; c += tile.columns) {
      const width = Math.min(tile.columns, columns - c);
      const start = right.start + c * right.column;
      pack(tile.columns, width, { start, row: right.column, column: right.row }, packedRight);
      const to = product + top * columns + c;
      const direct = width === tile.columns ? Math.floor(height / tile.rows) : 0;
      if (direct > 0) run.multiply(4 * scratch, 4 * packedRight, 4 * to, inner, 4 * columns, direct);
      const done = direct * tile.rows;
      if (done === height) continue;
      // Tiles that reach beyond the product go by way of the scratch.
      const tiles = Math.ceil((height - done) / tile.rows);
      run.multiply(4 * (scratch + done * inner), 4 * packedRight, 4 * edge, inner, 4 * tile.columns, tiles);
      for (let r = done; r < height; r++) {
        const line = edge + (r - done) * tile.columns;
        heap.set(heap.subarray(line, line + width), to + r * columns);
      }
    }
  }
}

/** The rows of the left matrix that are packed at a time, in whole tiles. */
function rowsAtOnce({ rows, inner }: Sizes): number {
  const all = Math.ceil(rows / tile.rows);
  return tile.rows * Math.min(all, Math.max(1, Math.floor(mostLeft / inner / tile.rows)));
}

interface Edge {
  readonly start: number;
  readonly step: number;
  readonly across: number;
  readonly width: number;
  readonly valid: number;
  readonly inner: number;
  readonly to: number;
}

/** Packs a panel of which only the first `valid` rows or columns are in the matrix; the others are zero. */
function packEdge(heap: Float32Array, { start, step, across, width, valid, inner, to }: Edge): void {
  for (let k = 0; k < inner; k++) {
    for (let i = 0; i < width; i++) heap[to + k * width + i] = i < valid ? heap[start + k * step + i * across] : 0;
  }
}
