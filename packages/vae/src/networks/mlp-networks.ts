import { checkCount, checkValue, type Owned } from '@gen/core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { assemble, type VaeNetworks } from './networks';

/**
 * Fully connected networks for data of any shape.
 *
 * Encoder: flatten, dense layers of `hidden` units with ReLU (the trunk), then mean and logVar. Decoder: its mirror image, back in the data's
 * shape. Weights are Glorot-uniform by `seed`, the same bits on every backend.
 *
 * @param options `shape` of one example, without the batch; `latentSize`; `hidden`, default `[512]`; `seed`, default 0.
 * @throws GenError `value`, for sizes that are not positive integers; when used `shape`, for data of another shape.
 * @memory Owned: dispose it.
 *
 * @example For vectors
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { mlpNetworks } from '@gen/vae';
 *
 * const networks = mlpNetworks({ shape: [5], latentSize: 2, hidden: [16, 8] });
 * tf.tidy(() => networks.decoder(tf.zeros([3, 2])).shape); // [3, 5]
 * networks.dispose();
 * ```
 * @category Networks
 */
export function mlpNetworks({
  shape,
  latentSize,
  hidden = [512],
  seed = 0,
}: {
  readonly shape: readonly number[];
  readonly latentSize: number;
  readonly hidden?: readonly number[];
  readonly seed?: number;
}): Owned<VaeNetworks> {
  const where = 'mlpNetworks';
  checkValue(where, 'shape', shape, shape.length > 0, 'the shape of one example');
  for (const size of shape) checkCount(where, 'each size of shape', size);
  checkCount(where, 'latentSize', latentSize);
  checkValue(where, 'hidden', hidden, hidden.length > 0, 'at least one number of units');
  for (const units of hidden) checkCount(where, 'each of hidden', units);

  const dense = { kernelInitializer: 'zeros' } as const;
  const size = shape.reduce((product, n) => product * n, 1);
  const last = hidden[hidden.length - 1];

  const trunk = sequential();
  trunk.add(layers.reshape({ inputShape: [...shape], targetShape: [size] }));
  hidden.forEach((units, i) => {
    trunk.add(layers.dense({ ...dense, units, activation: 'relu', name: `dense${i + 1}` }));
  });

  const head = sequential();
  head.add(layers.dense({ ...dense, inputShape: [last], units: 2 * latentSize, name: 'dense' }));

  const decoder = sequential();
  [...hidden].reverse().forEach((units, i) => {
    const inputShape = i === 0 ? { inputShape: [latentSize] } : {};
    decoder.add(layers.dense({ ...dense, ...inputShape, units, activation: 'relu', name: `dense${i + 1}` }));
  });
  decoder.add(layers.dense({ ...dense, units: size, name: `dense${hidden.length + 1}` }));
  decoder.add(layers.reshape({ targetShape: [...shape] }));
  return assemble(where, { trunk, head, decoder }, shape, latentSize, seed);
}
