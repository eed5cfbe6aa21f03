import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { applyEpilogue, type Epilogue, type FusedAttrs, type FusedInputs, nothing, withEpilogue } from './epilogue';
import type { Call } from './kernel';
import { dots, NR, pack, packedBytes, product, transposeMatrices } from './product';

interface Attrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Fewer rows than this do not pay for packing B. */
const FEW_ROWS = 24;
/** Up to so many columns of C are sums along the rows of A instead of tiles. */
const FEW_COLUMNS = 3;

/** For each matrix of a broadcast batch, its number in a batch of a shape that broadcasts to it. */
function batchIndices(batch: readonly number[], own: readonly number[]): number[] {
  let indices = [0];
  let size = 1;
  const offset = batch.length - own.length;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const step = axis < offset || own[axis - offset] === 1 ? 0 : size;
    size *= axis < offset ? 1 : own[axis - offset];
    const inner = indices;
    indices = new Array(inner.length * batch[axis]);
    for (let i = 0, at = 0; i < batch[axis]; i++) for (const index of inner) indices[at++] = index + i * step;
  }
  return indices;
}

/** The product of two batches of float32 matrices with batches broadcast; undefined for other dtypes. */
export function multiply(
  backend: SimdBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { transposeA, transposeB }: Attrs,
  epilogue: Epilogue = nothing,
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [sizeA, sizeB] = [tf.util.sizeFromShape(batchA), tf.util.sizeFromShape(batchB)];
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  let [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  if (k !== (transposeB ? columnsB : rowsB)) return undefined;
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = backend.output([...batch, m, n]);
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  // A row or a column is its own transpose.
  const turnA = transposeA && m > 1 && k > 1;
  let indicesA = batchIndices(batch, batchA);
  let indicesB = batchIndices(batch, batchB);
  if (sizeB === 1 && !turnA && sizeA === indicesA.length) {
    // One right matrix for the whole batch: the rows are one tall matrix.
    m *= sizeA;
    indicesA = [0];
    indicesB = [0];
  }
  let [pointerA, pointerB] = [backend.pointer(a), backend.pointer(b)];
  const pointerC = backend.pointer(out);
  const matrices = (stepB: number, swap = false): number[] =>
    indicesA.flatMap((index, i) => {
      const left = pointerA + index * m * k * 4;
      const right = pointerB + indicesB[i] * stepB;
      return swap ? [right, left, pointerC + i * m * n * 4] : [left, right, pointerC + i * m * n * 4];
    });
  const sides = { segments: k === 0 ? [] : [[0, k] as const], m, n };
  const rows = { width: m, height: 1, aX: k * 4, cX: n * 4 };

  /** Columns of B are contiguous from `pointerB` on. */
  const byDots = (): void => {
    if (n <= FEW_COLUMNS) {
      dots(backend, { ...sides, matrices: matrices(k * n * 4), rows, bStep: 4, panelStep: k * 4 });
    } else {
      // Few rows of A take the place of the columns.
      const turned = { width: n, height: 1, aX: k * 4, cX: 4 };
      const job = { ...sides, m: n, n: m, rows: turned, bStep: n * 4, panelStep: k * 4 };
      dots(backend, { ...job, matrices: matrices(k * n * 4, true) });
    }
    applyEpilogue(backend, out, n, epilogue);
  };

  const columnsTogether = transposeB || n === 1 || k === 1;
  const useDots = k > 0 && (n <= FEW_COLUMNS || (columnsTogether && m <= FEW_COLUMNS));
  const direct = !useDots && k > 0 && !transposeB && n % NR === 0 && m <= FEW_ROWS;
  const bytesA = turnA ? sizeA * m * k * 4 : 0;
  const bytesB = useDots ? (columnsTogether ? 0 : sizeB * k * n * 4) : direct ? 0 : sizeB * packedBytes(k, n);
  const work = (scratch: number): void => {
    if (turnA) {
      transposeMatrices(backend, pointerA, scratch, [k, m], sizeA);
      pointerA = scratch;
    }
    const scratchB = scratch + bytesA;
    if (useDots) {
      if (!columnsTogether) {
        transposeMatrices(backend, pointerB, scratchB, [k, n], sizeB);
        pointerB = scratchB;
      }
      byDots();
      return;
    }
    if (direct) {
      product(backend, { ...sides, ...epilogue, matrices: matrices(k * n * 4), rows, bStep: n * 4, panelStep: NR * 4 });
      return;
    }
    if (k > 0) {
      const steps = transposeB ? { columnStep: k * 4, step: 4 } : { columnStep: 4, step: n * 4 };
      pack(backend, pointerB, scratchB, { ...steps, n, length: k, count: sizeB, matrixStep: k * n * 4 });
    }
    pointerB = scratchB;
    product(backend, { ...sides, ...epilogue, matrices: matrices(packedBytes(k, n)), rows });
  };
  if (bytesA + bytesB > 0) backend.withScratch(bytesA + bytesB, work);
  else work(0);
  return out;
}

export const batchMatMul = ({ inputs: { a, b }, attrs, backend }: Call<'a' | 'b', Attrs>): tf.TensorInfo | undefined =>
  multiply(backend, a, b, attrs);

export const fusedMatMul = ({ inputs, attrs, backend }: Call<'a' | 'b', Attrs & FusedAttrs>): tf.TensorInfo | undefined => {
  const { a, b } = inputs;
  const n = b.shape[b.shape.length - (attrs.transposeB ? 2 : 1)];
  return withEpilogue(backend, inputs as FusedInputs, attrs, n, (epilogue) => multiply(backend, a, b, attrs, epilogue));
};
