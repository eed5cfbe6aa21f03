import * as tf from '@tensorflow/tfjs-core';
import { fillOutput } from './compose';
import type { KernelCall } from './wasm-backend';

/**
 * UnsortedSegmentSum, the gradient of gather and so of every embedding, which tfjs-backend-wasm lacks.
 *
 * Rows whose id is negative or `numSegments` and above are dropped, as the cpu backend drops them.
 */
export function unsortedSegmentSum({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  backend,
}: KernelCall<{ x: tf.TensorInfo; segmentIds: tf.TensorInfo }, { numSegments: number }>): tf.TensorInfo {
  const [rows, ...rest] = x.shape;
  return fillOutput(backend, [numSegments, ...rest], x.dtype, (out) => {
    const values = backend.typedArrayFromHeap(x);
    const ids = backend.typedArrayFromHeap(segmentIds);
    const width = tf.util.sizeFromShape(rest);
    const total = new Float64Array(out.length);
    for (let row = 0; row < rows; row++) {
      const id = ids[row];
      if (id < 0 || id >= numSegments) continue;
      for (let i = 0; i < width; i++) total[id * width + i] += values[row * width + i];
    }
    out.set(total);
  });
}
