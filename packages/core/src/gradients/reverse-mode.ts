import * as tf from '@tensorflow/tfjs-core';
import { checkDtype } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { releaseTape } from './release-tape';

/** Several tensors in, several out. @internal */
export type Outputs = (inputs: readonly tf.Tensor[]) => tf.Tensor[];

/**
 * Gradients of the sum of all outputs: zeros, not an exception, for an input that they do not depend on.
 *
 * @throws GenError `gradient`, when tfjs cannot differentiate; nothing of the tape stays behind.
 * @internal
 */
export function reverseMode(where: string, outputs: Outputs, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const total = (...xs: tf.Tensor[]): tf.Scalar => {
    const sums = outputs(xs).map((y) => {
      checkDtype(where, 'what fn returns', y, 'float32');
      return tf.sum(y);
    });
    // 0 * x ties every input to the result, without which tfjs throws for one that is not used.
    for (const x of xs) sums.push(tf.mul(tf.sum(x), 0));
    // Two at a time: tf.addN of more tensors than a shader may bind fails without an error on WebGPU.
    return sums.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
  };
  try {
    return tf.tidy(() => tf.grads(total)([...inputs]));
  } catch (error) {
    releaseTape();
    if (GenError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GenError('gradient', `${where}: expected fn to be differentiable, got "${reason}"`, { cause: error });
  }
}
