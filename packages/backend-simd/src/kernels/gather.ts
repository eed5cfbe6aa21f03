import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { bytesOf } from './move';

const CHUNK = 65536;

/** The indices in a tensor, as numbers to look at here. */
export const integersOf = (backend: SimdBackend, { dataId }: tf.TensorInfo): Int32Array =>
  backend.data.get(dataId as object).values as Int32Array;

/**
 * Takes rows by index: `x` is [batch, outer, size] rows, `indices` [batch, count], what is written [batch, outer, count].
 *
 * @param indices pointer to indices below `size`.
 * @param bytes of a row.
 */
export function gatherRows(
  backend: SimdBackend,
  [x, indices, out]: readonly [number, number, number],
  { batch, outer, size, count, bytes }: { batch: number; outer: number; size: number; count: number; bytes: number },
): void {
  const items = batch * outer * count;
  if (items * bytes === 0) return;
  backend.team.run('gatherRows', [x, indices, out, count, outer, size, bytes], items, Math.ceil(CHUNK / bytes));
}

interface GatherAttrs {
  readonly axis: number;
  readonly batchDims?: number;
}

export function gatherV2({
  inputs: { x, indices },
  attrs,
  backend,
}: Call<'x' | 'indices', GatherAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0 || indices.dtype !== 'int32') return undefined;
  const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape);
  const last = x.shape[axis] - 1;
  for (const index of integersOf(backend, indices))
    if (index < 0 || index > last) throw new Error(`GatherV2: the index value ${index} is not in [0, ${last}]`);
  const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, attrs.batchDims ?? 0);
  const { batchSize: batch, outerSize: outer, dimSize: size, sliceSize, outputShape } = info;
  const y = backend.output(outputShape, x.dtype);
  const count = tf.util.sizeFromShape(indices.shape) / Math.max(1, batch);
  const pointers = [backend.pointer(x), backend.pointer(indices), backend.pointer(y)] as const;
  gatherRows(backend, pointers, { batch, outer, size, count, bytes: sliceSize * bytesOf(x.dtype) });
  return y;
}
