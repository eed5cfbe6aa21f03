import { checkCount, type Rng } from '@gen/core';
import { gaussianKl } from '@gen/losses';
import type * as tf from '@tensorflow/tfjs-core';
import type { DiagonalGaussian } from '../model/reparameterize';

/**
 * What the latents follow before any data is seen. Structural: any object with these two functions is one.
 *
 * @category Priors
 */
export interface Prior {
  /**
   * Divergence of the posterior from the prior, `[batch]` nats. `latents` are the draws of this step, for priors whose
   * divergence has no closed form.
   */
  kl(posterior: DiagonalGaussian, latents: tf.Tensor): tf.Tensor;
  /** `[n, latent]` draws. Fresh. */
  sample(n: number, rng: Rng): tf.Tensor;
}

/**
 * The standard normal prior: its divergence from a diagonal Gaussian is `0.5 * sum(mean^2 + exp(logVar) - 1 - logVar)`.
 *
 * @param latentSize number of latents.
 * @throws GenError `value`, unless that is an integer of at least 1.
 * @see Kingma and Welling (2014), Auto-encoding variational Bayes, appendix B. arXiv:1312.6114
 *
 * @example Draw latents
 * ```ts
 * import { createRng } from '@gen/core';
 * import { standardNormal } from '@gen/vae';
 *
 * const latents = standardNormal(2).sample(16, createRng(1)); // [16, 2]
 * latents.dispose();
 * ```
 * @category Priors
 */
export function standardNormal(latentSize: number): Prior {
  checkCount('standardNormal', 'latentSize', latentSize);
  return {
    kl: (posterior) => gaussianKl(posterior),
    sample: (n, rng) => rng.normal([n, latentSize]),
  };
}
