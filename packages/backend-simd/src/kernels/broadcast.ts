import * as tf from '@tensorflow/tfjs-core';

/** Two tensors walked together, in as few axes as there are: those that follow each other in both are one. */
export interface Broadcast {
  /** Shape of the result. */
  readonly shape: number[];
  /** Numbers in a row, the innermost axis. */
  readonly inner: number;
  /** 0 where both tensors vary along a row, 1 where the second is one number there, 2 where the first is. */
  readonly kind: 0 | 1 | 2;
  /** The other axes, outermost first: size, and numbers from one index to the next in each tensor, 0 where it repeats. */
  readonly outer: readonly (readonly [size: number, stepA: number, stepB: number])[];
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/**
 * How two shapes are broadcast against each other.
 *
 * @throws Error where they cannot be, as tfjs does.
 */
export function broadcast(a: readonly number[], b: readonly number[]): Broadcast {
  if (sameShape(a, b)) return { shape: [...a], inner: tf.util.sizeFromShape(a as number[]), kind: 0, outer: [] };
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a as number[], b as number[]);
  // Innermost first.
  const axes: [number, number, number][] = [];
  let [sizeA, sizeB] = [1, 1];
  for (let back = 1; back <= shape.length; back++) {
    const size = shape[shape.length - back];
    if (size === 1) continue;
    const stepA = (a[a.length - back] ?? 1) === 1 ? 0 : sizeA;
    const stepB = (b[b.length - back] ?? 1) === 1 ? 0 : sizeB;
    const last = axes[axes.length - 1];
    // Steps over the axis before are its size times its own, or both are 0.
    if (last && stepA === last[0] * last[1] && stepB === last[0] * last[2]) last[0] *= size;
    else axes.push([size, stepA, stepB]);
    if (stepA !== 0) sizeA *= size;
    if (stepB !== 0) sizeB *= size;
  }
  const [row, ...outer] = axes.length > 0 ? axes : [[1, 1, 1] as [number, number, number]];
  return { shape, inner: row[0], kind: row[2] === 0 ? 1 : row[1] === 0 ? 2 : 0, outer: outer.reverse() };
}
