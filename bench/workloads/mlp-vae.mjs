import { negativeElbo } from '../harness/vae-loss.mjs';

const batch = 128;
const sizes = { pixels: 784, hidden: 512, latent: 32 };

/** @param {number} from @param {number} to @returns {import('../harness/workload').ArraySpec} */
const kernel = (from, to) => ({ shape: [from, to], kind: 'normal', scale: Math.sqrt(1 / from) });
/** @param {number} to @returns {import('../harness/workload').ArraySpec} */
const bias = (to) => ({ shape: [to], kind: 'zeros' });

/** @type {import('../harness/workload').Workload} */
export const workload = {
  description: 'VAE of dense layers, 784-512-32-512-784, batch of 128',
  parameters: {
    encoderKernel: kernel(sizes.pixels, sizes.hidden),
    encoderBias: bias(sizes.hidden),
    meanKernel: kernel(sizes.hidden, sizes.latent),
    meanBias: bias(sizes.latent),
    logVarKernel: kernel(sizes.hidden, sizes.latent),
    logVarBias: bias(sizes.latent),
    decoderKernel: kernel(sizes.latent, sizes.hidden),
    decoderBias: bias(sizes.hidden),
    logitsKernel: kernel(sizes.hidden, sizes.pixels),
    logitsBias: bias(sizes.pixels),
  },
  inputs: {
    images: { shape: [batch, sizes.pixels], kind: 'uniform' },
    noise: { shape: [batch, sizes.latent], kind: 'normal' },
  },
  loss(tf, p, { images, noise }) {
    /** @param {import('@tensorflow/tfjs-core').Tensor} x @param {string} name */
    const dense = (x, name) => tf.add(tf.matMul(/** @type {any} */ (x), p[`${name}Kernel`]), p[`${name}Bias`]);
    const hidden = tf.relu(dense(images, 'encoder'));
    const mean = dense(hidden, 'mean');
    const logVar = dense(hidden, 'logVar');
    const latents = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVar, 0.5))));
    const logits = dense(tf.relu(dense(latents, 'decoder')), 'logits');
    return negativeElbo(tf, images, logits, mean, logVar);
  },
};
