import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Throws unless `tensor` broadcasts to the shape of `other` without making it larger.
 *
 * @throws GenError `shape`.
 * @internal
 */
export function checkBroadcast(where: string, name: string, tensor: tf.Tensor, otherName: string, other: tf.Tensor): void {
  const [have, want] = [tensor.shape, other.shape];
  const lead = want.length - have.length;
  const fits = lead >= 0 && have.every((size, i) => size === 1 || size === want[lead + i]);
  if (!fits) {
    throw new GenError('shape', `${where}: expected ${name} to broadcast to the shape of ${otherName}, [${want}], got [${have}]`);
  }
}
