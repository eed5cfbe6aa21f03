import { negativeElbo } from '../harness/vae-loss.mjs';

const batch = 32;
const latent = 32;

/** @param {readonly number[]} shape @param {number} fanIn @returns {import('../harness/workload').ArraySpec} */
const kernel = (shape, fanIn) => ({ shape, kind: 'normal', scale: Math.sqrt(1 / fanIn) });
/** @param {number} to @returns {import('../harness/workload').ArraySpec} */
const bias = (to) => ({ shape: [to], kind: 'zeros' });

/** @type {import('../harness/workload').Workload} */
export const workload = {
  description: 'VAE of strided 4x4 convolutions, 28x28x1 to 14x14x32 to 7x7x64 to 32 and back, batch of 32',
  parameters: {
    conv1Kernel: kernel([4, 4, 1, 32], 16),
    conv1Bias: bias(32),
    conv2Kernel: kernel([4, 4, 32, 64], 512),
    conv2Bias: bias(64),
    meanKernel: kernel([3136, latent], 3136),
    meanBias: bias(latent),
    logVarKernel: kernel([3136, latent], 3136),
    logVarBias: bias(latent),
    decoderKernel: kernel([latent, 3136], latent),
    decoderBias: bias(3136),
    deconv1Kernel: kernel([4, 4, 32, 64], 256),
    deconv1Bias: bias(32),
    deconv2Kernel: kernel([4, 4, 1, 32], 128),
    deconv2Bias: bias(1),
  },
  inputs: {
    images: { shape: [batch, 28, 28, 1], kind: 'uniform' },
    noise: { shape: [batch, latent], kind: 'normal' },
  },
  loss(tf, parameters, inputs) {
    // Ranks are those of the shapes above.
    const p = /** @type {Record<string, any>} */ (parameters);
    const images = /** @type {any} */ (inputs.images);
    /** @param {any} x @param {string} name */
    const dense = (x, name) => tf.add(tf.matMul(x, p[`${name}Kernel`]), p[`${name}Bias`]);
    /** @param {any} x @param {string} name */
    const conv = (x, name) => tf.relu(tf.add(tf.conv2d(x, p[`${name}Kernel`], 2, 'same'), p[`${name}Bias`]));
    /** @param {any} x @param {string} name @param {number} size @param {number} channels */
    const deconv = (x, name, size, channels) =>
      tf.add(tf.conv2dTranspose(x, p[`${name}Kernel`], [batch, size, size, channels], 2, 'same'), p[`${name}Bias`]);

    const hidden = tf.reshape(conv(conv(images, 'conv1'), 'conv2'), [batch, 3136]);
    const mean = dense(hidden, 'mean');
    const logVar = dense(hidden, 'logVar');
    const latents = tf.add(mean, tf.mul(inputs.noise, tf.exp(tf.mul(logVar, 0.5))));
    const small = tf.reshape(tf.relu(dense(latents, 'decoder')), [batch, 7, 7, 64]);
    const logits = deconv(tf.relu(deconv(small, 'deconv1', 14, 32)), 'deconv2', 28, 1);
    return negativeElbo(tf, tf.reshape(images, [batch, 784]), tf.reshape(logits, [batch, 784]), mean, logVar);
  },
};
