import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { integersOf } from './gather';
import { flatten } from './gather-nd';
import type { Call } from './kernel';
import { bytesOf, fillBox } from './move';
import { withValue } from './pad';

/** Additions below which one thread is enough. */
const SMALL = 32768;

/**
 * Adds rows into zeros by index; an index out of range adds nowhere. Every number is summed in the order of the rows, so neither the
 * number of threads nor the split changes a bit.
 *
 * @param updates pointer to `rows` rows of `width` numbers.
 * @param indices pointer to an index for each.
 * @param out a tensor of `size` rows.
 */
function scatterRows(
  backend: SimdBackend,
  [updates, indices]: readonly [number, number],
  out: tf.TensorInfo,
  { rows, width, size }: { rows: number; width: number; size: number },
): void {
  const pointer = backend.pointer(out);
  withValue(backend, out.dtype, 0, (zero) => fillBox(backend, 4, zero, pointer, [{ size: size * width, to: 1 }]));
  if (rows * width * size === 0) return;
  // Wide rows are split by columns; narrow ones by where they go, each part looking at all indices.
  const small = rows * width < SMALL;
  const columns = small || width < 128 ? width : 64;
  const parts = small || width >= 128 ? 1 : Math.min(size, Math.max(1, width >> 3));
  const stripes = Math.ceil(width / columns);
  const name = out.dtype === 'float32' ? 'scatterFloats' : 'scatterIntegers';
  const perPart = Math.ceil(size / parts);
  const used = Math.ceil(size / perPart);
  backend.team.run(name, [updates, indices, pointer, rows, width, size, columns, stripes, perPart], used * stripes, 1);
}

/** Unlike tfjs cpu's, which multiplies all rows by 0 or 1, a NaN or an infinity stays in its own segment. */
export function unsortedSegmentSum({
  inputs: { x, segmentIds },
  attrs: { numSegments: size },
  backend,
}: Call<'x' | 'segmentIds', { numSegments: number }>): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1 || !(size > 0)) return undefined;
  const [rows, ...inner] = x.shape;
  if (rows !== segmentIds.shape[0]) return undefined;
  const y = backend.output([size, ...inner]);
  const pointers = [backend.pointer(x), backend.pointer(segmentIds)] as const;
  scatterRows(backend, pointers, y, { rows, width: tf.util.sizeFromShape(inner), size });
  return y;
}

export function scatterNd({
  inputs: { indices, updates },
  attrs: { shape },
  backend,
}: Call<'indices' | 'updates', { shape: number[] }>): tf.TensorInfo | undefined {
  if (bytesOf(updates.dtype) !== 4 || indices.dtype !== 'int32') return undefined;
  const info = tf.backend_util.calculateShapes(updates, indices, shape);
  const { sliceRank: rank, numUpdates: rows, sliceSize: width, strides, outputSize } = info;
  // A scalar that is scattered to many places, and tuples of no indices, are tfjs's.
  if (rank === 0 || tf.util.sizeFromShape(updates.shape) !== rows * width) return undefined;
  if (integersOf(backend, indices).length !== rows * rank) return undefined;
  if (outputSize === 0) return backend.output(shape, updates.dtype);
  const size = outputSize / width;
  return backend.withScratch(rows * 4, (flat) => {
    flatten(backend, indices, { rank, strides, slices: size, shape }, flat);
    const y = backend.output(shape, updates.dtype);
    scatterRows(backend, [backend.pointer(updates), flat], y, { rows, width, size });
    return y;
  });
}
