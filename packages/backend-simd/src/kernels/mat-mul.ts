import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';

/** As in assembly/gemm.ts. */
const MR = 5;
const NR = 8;
const MC = 120;

/** Numbers of the activations in assembly/activation.ts. */
export const activations = { linear: 0, relu: 1, relu6: 2, sigmoid: 3, tanh: 4, elu: 5, leakyrelu: 6, prelu: 7 } as const;

interface Attrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Rows of an item of work: a multiple of the tile, a block at most, and by the size of the matrix alone. */
export function rowsPerItem(rows: number): number {
  return Math.min(MC, Math.max(1, Math.ceil(rows / 16 / MR)) * MR);
}

interface Epilogue {
  readonly bias: number;
  readonly activation: number;
  readonly alpha: number;
}

export function multiply(
  backend: SimdBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { transposeA, transposeB }: Attrs,
  { bias, activation, alpha }: Epilogue = { bias: 0, activation: 0, alpha: 0 },
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const [sizeA, sizeB] = [tf.util.sizeFromShape(batchA), tf.util.sizeFromShape(batchB)];
  // One matrix for a whole batch is the common broadcast; others are left to tfjs.
  if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) return undefined;
  if (sizeA === sizeB && batchA.some((size, i) => size !== batchB[i]) && batchA.length === batchB.length && sizeA !== 1)
    return undefined;
  const [rowsA, columnsA] = a.shape.slice(-2);
  const [rowsB, columnsB] = b.shape.slice(-2);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const out = backend.output([...tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB), m, n]);
  let batch = Math.max(sizeA, sizeB);
  if (out.shape.some((size) => size === 0)) return out;
  if (k === 0) {
    backend.heap.float32.fill(0, backend.pointer(out) / 4, backend.pointer(out) / 4 + batch * m * n);
    return out;
  }
  // One right matrix for the whole batch: its rows are one tall matrix.
  let rows = m;
  if (sizeB === 1 && !transposeA) {
    rows = batch * m;
    batch = 1;
  }
  const panels = Math.ceil(n / NR);
  const packedSize = panels * NR * k;
  const pointers = [backend.pointer(a), backend.pointer(b), backend.pointer(out)];
  const batchesB = sizeB === 1 ? 1 : batch;
  backend.withScratch(packedSize * batchesB * 4, (packed) => {
    const stepsB = transposeB ? [1, columnsB] : [columnsB, 1];
    const packItems = panels * batchesB;
    backend.team.run(
      'packB',
      [pointers[1], ...stepsB, k, n, packed, k * n, panels],
      packItems,
      Math.max(1, Math.ceil(16384 / (k * NR))),
    );
    const perItem = rowsPerItem(rows);
    const perMatrix = Math.ceil(rows / perItem);
    const stepsA = transposeA ? [1, columnsA] : [columnsA, 1];
    const args = [
      pointers[0],
      ...stepsA,
      rows,
      k,
      n,
      packed,
      pointers[2],
      sizeA === 1 ? 0 : m * k,
      batchesB === 1 ? 0 : packedSize,
    ];
    const chunk = Math.max(1, Math.ceil(32768 / (perItem * k * n)));
    backend.team.run('gemm', [...args, perItem, perMatrix, bias, activation, alpha], perMatrix * batch, chunk);
  });
  return out;
}

export const batchMatMul = ({ inputs: { a, b }, attrs, backend }: Call<'a' | 'b', Attrs>): tf.TensorInfo | undefined =>
  multiply(backend, a, b, attrs);
