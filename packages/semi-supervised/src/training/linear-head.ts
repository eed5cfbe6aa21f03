import { checkCount, type Network, network, type Owned, own, variable } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A linear layer from features to logits, `features * kernel + bias`, that begins at zero: it adds no randomness of its own, and the
 * first gradients of what stands below it are zero too, so pre-trained features are not thrown about before the head knows anything.
 *
 * @param options `inputs`, number of features; `classes`, number of logits; `path`, first part of the variables' paths.
 * @returns a network from `[batch, inputs]` to `[batch, classes]`.
 * @throws GenError `value`, for sizes that are not positive integers.
 * @memory Owned: dispose it.
 *
 * @example On a trunk
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { chain, network } from '@gen/core';
 * import { linearHead } from '@gen/semi-supervised';
 *
 * const trunk = network((x: tf.Tensor) => tf.relu(x), []);
 * const head = linearHead({ inputs: 8, classes: 3 });
 * const classifier = chain(trunk, head);
 * tf.tidy(() => classifier(tf.ones([2, 8])).shape); // [2, 3]
 * head.dispose();
 * ```
 * @category Training
 */
export function linearHead({
  inputs,
  classes,
  path = 'classifier',
}: {
  readonly inputs: number;
  readonly classes: number;
  readonly path?: string;
}): Owned<Network & { dispose(): void }> {
  checkCount('linearHead', 'inputs', inputs);
  checkCount('linearHead', 'classes', classes);
  const kernel = variable(`${path}/kernel`, () => tf.zeros([inputs, classes]));
  const bias = variable(`${path}/bias`, () => tf.zeros([classes]));
  const run = network((features: tf.Tensor) => tf.tidy(() => tf.add(tf.matMul(features, kernel), bias)), [kernel, bias]);
  return own(Object.assign(run, { dispose: () => tf.dispose([kernel, bias]) }));
}
