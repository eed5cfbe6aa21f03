import { checkCount, checkSameShape, checkShape, checkValue, type Loss, type Network, type Objective, type Rng } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { type Prior, standardNormal } from '../priors/standard-normal';
import { type DiagonalGaussian, reparameterize } from './reparameterize';

/** What a {@link vae} is made of; `convNetworks` and `mlpNetworks` give the first three. @category Model */
export interface VaeOptions {
  /** Data to posterior. */
  readonly encoder: Network<tf.Tensor, DiagonalGaussian>;
  /** Latents `[batch, latent]` to the parameters of the likelihood, logits for example. */
  readonly decoder: Network<tf.Tensor, tf.Tensor>;
  /** Number of latents; the size of the first posterior unless given, so that only {@link Vae.sample} before it needs to be told. */
  readonly latentSize?: number;
  /** Negative log-likelihood of data given the decoder's outputs, `[batch]` nats summed over the event: `bernoulliNll`. */
  readonly likelihood: Loss;
  /** Standard normal unless given. */
  readonly prior?: Prior;
  /** The mean of the likelihood given the decoder's outputs, what a person sees: `tf.sigmoid` for logits. Default: the outputs. */
  readonly expectation?: (outputs: tf.Tensor) => tf.Tensor;
}

/** A variational autoencoder: its objective, and its verbs. @category Model */
export interface Vae {
  readonly encoder: Network<tf.Tensor, DiagonalGaussian>;
  readonly decoder: Network<tf.Tensor, tf.Tensor>;
  /** Number of latents; undefined until it was given or seen. */
  readonly latentSize: number | undefined;
  /** Those of the encoder and of the decoder. */
  readonly variables: readonly tf.Variable[];
  /**
   * The negative evidence lower bound as two terms, in nats per example: `reconstruction` `E_q[-log p(x|z)]` by one draw, and `kl`
   * `KL(q(z|x) || p(z))`. A beta-VAE is this with `weights: { kl: beta }`; warm-up is a weight that is a function of the step.
   */
  readonly objective: Objective<tf.Tensor, 'reconstruction' | 'kl'>;
  /** Posterior of each example. Fresh. */
  encode(data: tf.Tensor): DiagonalGaussian;
  /** Expectation of the data given latents `[batch, latent]`. Fresh. */
  decode(latents: tf.Tensor): tf.Tensor;
  /** Decodes the posterior means. Fresh. */
  reconstruct(data: tf.Tensor): tf.Tensor;
  /** Decodes `n` draws from the prior. Fresh. */
  sample(n: number, options: { readonly rng: Rng }): tf.Tensor;
  /**
   * Decodes `steps` points on the straight lines between the posterior means of two batches, ends included:
   * `[batch * steps, ...event]`, the points of one pair together. Fresh.
   */
  interpolate(from: tf.Tensor, to: tf.Tensor, options: { readonly steps: number }): tf.Tensor;
}

/**
 * A variational autoencoder of any two networks, any likelihood and any prior.
 *
 * Minimizes `-ELBO = E_q[-log p(x|z)] + KL(q(z|x) || p(z))`, in nats per example, summed over the event.
 *
 * @param options the networks and the likelihood; a prior and an expectation if the defaults do not fit.
 * @returns an object over the networks' variables; it owns nothing, dispose the networks.
 * @throws GenError `value`, for a latent size below 1; when used `shape`, for data of another shape than the networks'.
 * @see Kingma and Welling (2014), Auto-encoding variational Bayes. arXiv:1312.6114; Rezende, Mohamed and Wierstra (2014),
 *   Stochastic backpropagation and approximate inference in deep generative models. arXiv:1401.4082
 *
 * @example Train a beta-VAE for one step, and sample
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { adam, createRng, trainStep } from '@gen/core';
 * import { bernoulliNll } from '@gen/losses';
 * import { mlpNetworks, vae } from '@gen/vae';
 *
 * const networks = mlpNetworks({ shape: [8, 8, 1], latentSize: 2, hidden: [16] });
 * const model = vae({ ...networks, likelihood: bernoulliNll, expectation: tf.sigmoid });
 * const optimizer = adam({ learningRate: 1e-3 });
 * const step = trainStep({ ...model, optimizer, weights: { kl: 4 } });
 * tf.tidy(() => {
 *   step(tf.ones([16, 8, 8, 1]), { step: 0, epoch: 0, rng: createRng(1), training: true });
 *   return model.sample(4, { rng: createRng(2) }); // [4, 8, 8, 1] in (0, 1)
 * }).dispose();
 * optimizer.dispose();
 * networks.dispose();
 * ```
 * @category Model
 */
export function vae({ encoder, decoder, latentSize, likelihood, prior, expectation = (outputs) => outputs }: VaeOptions): Vae {
  if (latentSize !== undefined) checkCount('vae', 'latentSize', latentSize);
  checkValue('vae', 'likelihood', typeof likelihood, typeof likelihood === 'function', 'a loss, such as bernoulliNll');
  let size = latentSize;
  const priorNow = (): Prior => {
    checkValue('vae.sample', 'latentSize', size, size !== undefined, 'given to vae, or known from encoded data');
    return (prior ??= standardNormal(size!));
  };
  const encode = (data: tf.Tensor, training = false): DiagonalGaussian => {
    const posterior = encoder(data, { training });
    checkShape('vae', "the encoder's mean", posterior.mean, [data.shape[0], size ?? null]);
    size ??= posterior.mean.shape[1];
    checkSameShape('vae', "the encoder's logVar", posterior.logVar, 'its mean', posterior.mean);
    return posterior;
  };
  const decode = (latents: tf.Tensor): tf.Tensor => {
    checkShape('vae.decode', 'latents', latents, [null, size ?? null]);
    return tf.tidy(() => expectation(decoder(latents)));
  };
  return {
    encoder,
    decoder,
    get latentSize() {
      return size;
    },
    variables: [...encoder.variables, ...decoder.variables],
    objective(data, { rng, training }) {
      return tf.tidy(() => {
        const posterior = encode(data, training);
        const latents = reparameterize(posterior, rng.fork('latents'));
        return { reconstruction: likelihood(data, decoder(latents, { training })), kl: priorNow().kl(posterior, latents) };
      });
    },
    encode: (data) => tf.tidy(() => encode(data) as DiagonalGaussian & tf.TensorContainerObject),
    decode,
    reconstruct: (data) => tf.tidy(() => decode(encode(data).mean)),
    sample(n, { rng }) {
      checkCount('vae.sample', 'n', n);
      return tf.tidy(() => decode((prior ?? priorNow()).sample(n, rng)));
    },
    interpolate(from, to, { steps }) {
      checkSameShape('vae.interpolate', 'to', to, 'from', from);
      checkCount('vae.interpolate', 'steps', steps, 2);
      return tf.tidy(() => {
        const start = tf.expandDims(encode(from).mean, 1); // [batch, 1, latent]
        const end = tf.expandDims(encode(to).mean, 1);
        const fraction = tf.reshape(tf.linspace(0, 1, steps), [1, steps, 1]);
        const latents = tf.add(tf.mul(start, tf.sub(1, fraction)), tf.mul(end, fraction));
        return decode(tf.reshape(latents, [-1, start.shape[2] as number]));
      });
    },
  };
}
