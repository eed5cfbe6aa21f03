import { chain, checkShape, createRng, initialize, type Network, network, type Owned, own } from '@gen/core';
import { fromLayers } from '@gen/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DiagonalGaussian } from '../model/reparameterize';

/** The networks of a VAE, ready to be spread into `vae`. @category Networks */
export interface VaeNetworks {
  /** Data to posterior: the trunk and a linear layer. */
  readonly encoder: Network<tf.Tensor, DiagonalGaussian>;
  /** Latents to outputs of the data's shape, without a last nonlinearity. */
  readonly decoder: Network<tf.Tensor, tf.Tensor>;
  /** Data to features `[batch, features]`: the encoder without its last layer, for a classifier to stand on. */
  readonly trunk: Network<tf.Tensor, tf.Tensor>;
  readonly featureSize: number;
  readonly latentSize: number;
  dispose(): void;
}

/**
 * Puts three models together, gives them values by seed, and lets the encoder refuse data of another shape.
 *
 * @internal
 */
export function assemble(
  where: string,
  models: { readonly trunk: LayersModel; readonly head: LayersModel; readonly decoder: LayersModel },
  shape: readonly number[],
  latentSize: number,
  seed: number,
): Owned<VaeNetworks> {
  const body = fromLayers(models.trunk, 'encoder/trunk');
  const head = fromLayers(models.head, 'encoder/head');
  const decoder = fromLayers(models.decoder, 'decoder');
  const trunk = network((data: tf.Tensor, mode) => {
    checkShape(where, 'data', data, [null, ...shape]);
    return body(data, mode);
  }, body.variables);
  const split = network((both: tf.Tensor): DiagonalGaussian => {
    const [mean, logVar] = tf.split(both, 2, 1);
    return { mean, logVar };
  }, []);
  initialize([...trunk.variables, ...head.variables, ...decoder.variables], createRng(seed));
  return own({
    encoder: chain(chain(trunk, head), split),
    decoder,
    trunk,
    featureSize: models.trunk.outputShape[1] as number,
    latentSize,
    dispose(): void {
      for (const model of Object.values(models)) model.dispose();
    },
  });
}
