import type { Rng } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A diagonal Gaussian over latents for each example: mean and logarithm of the variance, both `[batch, latent]`.
 *
 * @category Model
 */
export interface DiagonalGaussian {
  readonly mean: tf.Tensor;
  readonly logVar: tf.Tensor;
}

/**
 * Draws from a diagonal Gaussian so that gradients reach its parameters: `mean + exp(logVar / 2) * noise`.
 *
 * @param q mean and logVar, `[batch, latent]`.
 * @param rng draws the noise; the same generator state gives the same noise on every backend.
 * @returns `[batch, latent]`.
 * @memory Fresh.
 * @see Kingma and Welling (2014), Auto-encoding variational Bayes, section 2.4. arXiv:1312.6114
 *
 * @example One draw an example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createRng } from '@gen/core';
 * import { reparameterize } from '@gen/vae';
 *
 * tf.tidy(() => reparameterize({ mean: tf.zeros([8, 2]), logVar: tf.zeros([8, 2]) }, createRng(1)).shape); // [8, 2]
 * ```
 * @category Model
 */
export function reparameterize({ mean, logVar }: DiagonalGaussian, rng: Rng): tf.Tensor {
  return tf.tidy(() => tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVar)), rng.normal(mean.shape))));
}
