import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkShape, checkValue } from '../errors/check';
import { type Mode, type Network, network } from '../network/network';
import { byPath, setPath } from '../network/path';

/**
 * A tf.LayersModel as a network.
 *
 * `mode.training` reaches the layers (dropout, batch normalization). The paths of the variables are `name/layer/weight`, so give
 * the layers names of your own if checkpoints are to outlive the order in which models are made.
 *
 * The dropout of tfjs-layers draws its own numbers, not the step's: a run with it does not resume exactly.
 *
 * @param model borrowed: dispose it yourself, its variables go with it.
 * @param name first part of the variables' paths; the model's own name when not given.
 * @returns a network from one tensor to one tensor; a model of several inputs or outputs takes or gives arrays of them.
 * @throws GenError `value`, for a model without layers; `path`, for two weights with one path (layers of one name in nested
 *   models); when run, `shape` and `value`, for inputs of another shape or number than the model's.
 * @memory Borrows the model's variables; those of frozen layers are marked as not trainable. What the network returns is fresh.
 *
 * @example A dense layer
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { fromLayers } from '@gen/core/layers';
 *
 * const model = layers.sequential({ layers: [layers.layers.dense({ units: 2, inputShape: [3], name: 'out' })] });
 * const linear = fromLayers(model, 'linear'); // paths: linear/out/kernel, linear/out/bias
 * tf.tidy(() => linear(tf.ones([4, 3])).shape); // [4, 2]
 * model.dispose();
 * ```
 * @category Networks
 */
export function fromLayers<In = tf.Tensor, Out = tf.Tensor>(model: LayersModel, name: string = model.name): Network<In, Out> {
  checkValue('fromLayers', 'model.inputs', model.inputs.length, model.inputs.length > 0, 'at least one');
  // A sequential model would build itself at its first call, and thereby mark all weights as trainable.
  if (!model.built) model.build(undefined as never);
  // tfjs-layers keeps what a frozen layer is to itself: its variables say that they learn.
  const learning = new Set(model.trainableWeights);
  const variables = model.weights.map((weight) => {
    if (!learning.has(weight)) weight.trainable = false;
    return setPath(weight.read() as tf.Variable, `${name}/${weight.originalName}`);
  });
  byPath('fromLayers', variables);
  const shapes = model.inputs.map((input) => input.shape);
  const run = (input: In, mode?: Mode): Out => {
    const inputs = (Array.isArray(input) ? input : [input]) as readonly tf.Tensor[];
    checkValue(name, 'the number of inputs', inputs.length, inputs.length === shapes.length, String(shapes.length));
    for (const [i, shape] of shapes.entries()) checkShape(name, shapes.length > 1 ? `input ${i}` : 'input', inputs[i], shape);
    return tf.tidy(() => model.apply(input as never, { training: mode?.training ?? false }) as never);
  };
  return network(run, variables);
}
