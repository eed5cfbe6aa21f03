import type * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf, move, stepsOf } from './move';
import { frame, margin, place } from './pad';

interface MirrorPadAttrs {
  readonly paddings: readonly (readonly [before: number, after: number])[];
  readonly mode: 'reflect' | 'symmetric';
}

/** Axis by axis from the innermost: each margin is what lies on the other side of the edge, already padded along the axes within. */
export function mirrorPad({ inputs: { x }, attrs, backend }: Call<'x', MirrorPadAttrs>): tf.TensorInfo | undefined {
  const { paddings, mode } = attrs;
  // In `reflect` the edge itself is not repeated.
  const skip = mode === 'reflect' ? 1 : 0;
  if (paddings.some(([before, after], i) => Math.max(before, after) > x.shape[i] - skip)) return undefined;
  const y = frame(backend, x, paddings);
  if (!y) return undefined;
  place(backend, x, y, paddings);
  const steps = stepsOf(y.shape);
  const bytes = bytesOf(x.dtype);
  const base = backend.pointer(y);
  for (let axis = paddings.length - 1; axis >= 0; axis--) {
    for (const side of [0, 1] as const) {
      const width = paddings[axis][side];
      if (width === 0) continue;
      const { offset, sizes } = margin(x, y, paddings, axis, side);
      // How far behind the edge the first number of the margin finds its own: the widest of those before, the nearest of those after.
      const source = side === 0 ? 2 * width - 1 + skip : -1 - skip;
      const axes = sizes.map((size, i) => ({ size, from: i === axis ? -steps[i] : steps[i], to: steps[i] }));
      move(backend, bytes, base + (offset + source * steps[axis]) * bytes, base + offset * bytes, axes);
    }
  }
  return y;
}
