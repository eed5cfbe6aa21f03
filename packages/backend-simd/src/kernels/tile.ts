import type * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf, move, stepsOf } from './move';

/** Tile, and BroadcastTo, which tfjs makes of it. */
export function tile({ inputs: { x }, attrs: { reps }, backend }: Call<'x', { reps: number[] }>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0 || reps.length !== x.shape.length) return undefined;
  const y = backend.output(
    x.shape.map((n, i) => n * reps[i]),
    x.dtype,
  );
  const [from, to] = [stepsOf(x.shape), stepsOf(y.shape)];
  const axes = x.shape.flatMap((size, i) => [
    { size: reps[i], from: 0, to: size * to[i] },
    { size, from: from[i], to: to[i] },
  ]);
  move(backend, bytesOf(x.dtype), backend.pointer(x), backend.pointer(y), axes);
  return y;
}
