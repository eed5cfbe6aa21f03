import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import type { Rng } from '../random/rng';
import { pathOf } from './path';

/** Values for one variable, given its shape and its own generator. Fresh. @category Networks */
export type Initializer = (shape: readonly number[], rng: Rng) => tf.Tensor;

/** `[inputs, outputs]` of one unit of a kernel: all axes but the last two are the receptive field. */
function fans(shape: readonly number[]): [number, number] {
  const field = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  return [field * shape[shape.length - 2], field * shape[shape.length - 1]];
}

/**
 * Uniform in ±sqrt(6 / (inputs + outputs)): keeps variance through layers that are near linear.
 *
 * The axes of `shape` are those of tfjs kernels: `[...receptive field, inputs, outputs]`.
 *
 * @throws GenError `value`, for a shape of fewer than two axes.
 * @memory Fresh.
 * @see Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks, equation 16.
 *
 * @example A kernel of 3 inputs and 2 outputs
 * ```ts
 * import { createRng, glorotUniform } from '@gen/core';
 *
 * const kernel = glorotUniform([3, 2], createRng(1)); // within 1.0954 of 0
 * kernel.dispose();
 * ```
 * @category Networks
 */
export const glorotUniform: Initializer = (shape, rng) => {
  checkValue('glorotUniform', 'shape', shape, shape.length >= 2, 'of two or more axes');
  const [inputs, outputs] = fans(shape);
  const limit = Math.sqrt(6 / (inputs + outputs));
  return rng.uniform(shape, -limit, limit);
};

/**
 * Gives kernels (variables of two and more axes) new values by an initializer; biases and normalization keep theirs.
 *
 * Each variable draws from its own generator, `rng.fork(path)`: its values do not depend on which others there are, and are the
 * same bits on every backend.
 *
 * @param rng not used up: the same generator gives the same values again.
 *
 * @example The same start everywhere
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createRng, initialize, variable } from '@gen/core';
 *
 * const kernel = variable('dense/kernel', () => tf.zeros([3, 2]));
 * initialize([kernel], createRng(1));
 * kernel.dispose();
 * ```
 * @category Networks
 */
export function initialize(variables: readonly tf.Variable[], rng: Rng, kernel: Initializer = glorotUniform): void {
  for (const v of variables) {
    if (v.rank >= 2) tf.tidy(() => v.assign(kernel(v.shape, rng.fork(pathOf(v)))));
  }
}
