import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import type { Rng } from '../random/rng';

/**
 * Sets each value to zero with probability `rate`, and divides the others by `1 - rate`, so that the expectation stays.
 *
 * Unlike a dropout layer, its mask comes from the step's own generator: another one each step, the same after a resume and on
 * every backend. Use it in an objective, when `context.training`.
 *
 * @param x any shape, float32.
 * @param options `rate` in [0, 1), and the generator of the mask.
 * @returns the shape of `x`; `x` itself, cloned, at rate 0.
 * @throws GenError `value`, for a rate outside [0, 1).
 * @memory Fresh.
 * @see Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout: a simple way to prevent neural networks from
 *   overfitting, Journal of Machine Learning Research 15.
 *
 * @example Half of the features
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createRng, dropout } from '@gen/core';
 *
 * tf.tidy(() => dropout(tf.ones([4, 8]), { rate: 0.5, rng: createRng(1) }).shape); // [4, 8], of zeros and twos
 * ```
 * @category Networks
 */
export function dropout(x: tf.Tensor, { rate, rng }: { readonly rate: number; readonly rng: Rng }): tf.Tensor {
  checkValue('dropout', 'rate', rate, rate >= 0 && rate < 1, 'in [0, 1)');
  if (rate === 0) return tf.clone(x);
  const mask = rng.fillUniform(new Float32Array(x.size));
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i] < rate ? 0 : 1 / (1 - rate);
  return tf.tidy(() => tf.mul(x, tf.tensor(mask, x.shape)));
}
