import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { type Alignment, linearPlaces, nearestPlaces } from './resize-tables';

const CHUNK = 65536;

interface ResizeAttrs extends Alignment {
  readonly size: readonly [height: number, width: number];
}

/** Tables in the memory, one after the other, for the time of `body`. */
function withTables(
  backend: SimdBackend,
  tables: readonly (Int32Array | Float32Array)[],
  body: (pointers: number[]) => void,
): void {
  const words = tables.reduce((sum, { length }) => sum + length, 0);
  backend.withScratch(words * 4, (pointer) => {
    const { int32, float32 } = backend.heap;
    let at = pointer;
    const pointers = tables.map((table) => {
      if (table instanceof Int32Array) int32.set(table, at >>> 2);
      else float32.set(table, at >>> 2);
      at += table.length * 4;
      return at - table.length * 4;
    });
    body(pointers);
  });
}

/** Rows that a thread takes at a time. */
const rowsAtOnce = (width: number, bytes: number): number => Math.ceil(CHUNK / Math.max(1, width * bytes));

/** Room for a row of `bytes` for each chunk of items, as assembly/resize.ts divides it. */
const withBuffers = (backend: SimdBackend, bytes: number, chunks: number, body: (pointer: number) => void): void =>
  backend.withScratch((bytes + 32) * chunks, body);

const isEmpty = ({ shape }: tf.TensorInfo): boolean => tf.util.sizeFromShape(shape) === 0;

export function resizeNearestNeighbor({
  inputs: { images: x },
  attrs,
  backend,
}: Call<'images', ResizeAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0 || isEmpty(x)) return undefined;
  const [batch, height, width, depth] = x.shape;
  const [outHeight, outWidth] = attrs.size;
  const y = backend.output([batch, outHeight, outWidth, depth], x.dtype);
  const tables = [nearestPlaces(height, outHeight, attrs), nearestPlaces(width, outWidth, attrs)];
  const bytes = depth * bytesOf(x.dtype);
  withTables(backend, tables, (pointers) => {
    const args = [backend.pointer(x), backend.pointer(y), ...pointers, height, width, outHeight, outWidth, bytes];
    backend.team.run('resizeNearest', args, batch * outHeight, rowsAtOnce(outWidth, bytes));
  });
  return y;
}

export function resizeBilinear({
  inputs: { images: x },
  attrs,
  backend,
}: Call<'images', ResizeAttrs>): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32' || isEmpty(x)) return undefined;
  const [batch, height, width, depth] = x.shape;
  const [outHeight, outWidth] = attrs.size;
  const y = backend.output([batch, outHeight, outWidth, depth]);
  const rows = linearPlaces(height, outHeight, attrs);
  const columns = linearPlaces(width, outWidth, attrs);
  const tables = [rows.low, rows.high, rows.fraction, columns.low, columns.high, columns.fraction];
  withTables(backend, tables, (pointers) => {
    const places = [pointers[0], pointers[3]];
    const args = [backend.pointer(x), backend.pointer(y), ...places, height, width, outHeight, outWidth, depth];
    const items = batch * outHeight;
    const chunk = rowsAtOnce(width + outWidth, depth * 4);
    withBuffers(backend, width * depth * 4, Math.ceil(items / chunk), (buffers) =>
      backend.team.run('resizeBilinear', [...args, buffers, chunk], items, chunk),
    );
  });
  return y;
}

/** A share of each place of the resized axis that goes to one of the original; a place may have several. */
interface Tap {
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

/** The taps of an axis turned around: for each place of the original, the resized ones that go there, in their order. */
function turn(taps: readonly Tap[], size: number, out: number): (Int32Array | Float32Array)[] {
  const starts = new Int32Array(size + 1);
  for (const { places } of taps) for (const place of places) starts[place + 1]++;
  for (let i = 0; i < size; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const sources = new Int32Array(taps.length * out);
  const weights = new Float32Array(taps.length * out);
  for (let i = 0; i < out; i++) {
    for (const tap of taps) {
      const at = next[tap.places[i]]++;
      sources[at] = i;
      weights[at] = tap.weights[i];
    }
  }
  return [starts, sources, weights];
}

type GradCall = Call<'images' | 'dy', Alignment>;

/** The adjoint of resizing with these taps: each row of an image is gathered by one thread, in one order. */
function resizeGrad(
  { inputs: { images, dy }, backend }: GradCall,
  tapsOf: (size: number, out: number) => readonly Tap[],
): tf.TensorInfo | undefined {
  if (dy.dtype !== 'float32' || images.dtype !== 'float32' || isEmpty(dy) || isEmpty(images)) return undefined;
  const [batch, height, width, depth] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const dx = backend.output(images.shape);
  const columns = tapsOf(width, outWidth);
  const tables = [
    ...turn(tapsOf(height, outHeight), height, outHeight),
    ...columns.flatMap(({ places, weights }) => [places, weights]),
  ];
  withTables(backend, tables, (pointers) => {
    const args = [backend.pointer(dy), backend.pointer(dx), ...pointers.slice(0, 4), height, width, outHeight, outWidth, depth];
    const items = batch * height;
    // A row of dx takes about outHeight / height rows of dy, once for each tap.
    const chunk = rowsAtOnce(width + outWidth * (1 + (columns.length * outHeight) / height), depth * 4);
    withBuffers(backend, outWidth * depth * 4, Math.ceil(items / chunk), (buffers) =>
      backend.team.run('resizeGrad', [...args, columns.length, buffers, chunk], items, chunk),
    );
  });
  return dx;
}

/** By definition, half pixels and all images of the batch included, where tfjs cpu's is wrong. */
export const resizeNearestNeighborGrad = (call: GradCall): tf.TensorInfo | undefined =>
  resizeGrad(call, (size, out) => [{ places: nearestPlaces(size, out, call.attrs), weights: new Float32Array(out).fill(1) }]);

/** By definition, half pixels included, which tfjs cpu's does not know, and in the shape of the images. */
export const resizeBilinearGrad = (call: GradCall): tf.TensorInfo | undefined =>
  resizeGrad(call, (size, out) => {
    const { low, high, fraction } = linearPlaces(size, out, call.attrs);
    return [
      { places: low, weights: fraction.map((share) => 1 - share) },
      { places: high, weights: fraction },
    ];
  });
