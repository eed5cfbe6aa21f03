import * as tf from '@tensorflow/tfjs-core';

/** How a network is being used: dropout and batch normalization differ in training. @category Networks */
export interface Mode {
  readonly training?: boolean;
}

/**
 * A function with variables: the only thing that `@gen` asks of a network.
 *
 * Structural: any closure over variables is one. `variables` holds all of them; a variable's own `trainable` says whether
 * it learns (batch-normalization statistics are members that do not).
 *
 * @category Networks
 */
export interface Network<In = tf.Tensor, Out = tf.Tensor> {
  (input: In, mode?: Mode): Out;
  readonly variables: readonly tf.Variable[];
}

/**
 * Makes a network of a function and the variables that it closes over.
 *
 * @example A linear map
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { network, variable } from '@gen/core';
 *
 * const weights = variable('linear/weights', () => tf.ones([3, 2]));
 * const linear = network((x: tf.Tensor) => tf.matMul(x, weights), [weights]);
 * weights.dispose();
 * ```
 * @category Networks
 */
export function network<In, Out>(run: (input: In, mode?: Mode) => Out, variables: readonly tf.Variable[]): Network<In, Out> {
  return Object.assign((input: In, mode?: Mode) => run(input, mode), { variables });
}

/**
 * Two networks, one after the other, as one network that holds the variables of both.
 *
 * @memory What the first one returns is freed. The result is fresh; it may not hold tensors in closures.
 *
 * @example Twice the same layer
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { chain, network, variable } from '@gen/core';
 *
 * const w = variable('w', () => tf.ones([2, 2]));
 * const layer = network((x: tf.Tensor) => tf.matMul(x, w), [w]);
 * const twice = chain(layer, layer);
 * tf.tidy(() => twice(tf.ones([1, 2])).shape); // [1, 2], both values 4
 * w.dispose();
 * ```
 * @category Networks
 */
export function chain<In, Between, Out>(first: Network<In, Between>, second: Network<Between, Out>): Network<In, Out> {
  const run = (input: In, mode?: Mode): Out => tf.tidy(() => second(first(input, mode), mode) as never);
  return network(run, [...new Set([...first.variables, ...second.variables])]);
}
