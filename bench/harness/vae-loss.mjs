/**
 * The negative evidence lower bound, mean over the batch, from ops that every stock tfjs backend has.
 *
 * @param {typeof import('@tensorflow/tfjs-core')} tf
 * @param {import('@tensorflow/tfjs-core').Tensor} images `[batch, pixels]` in [0, 1]
 * @param {import('@tensorflow/tfjs-core').Tensor} logits `[batch, pixels]`
 * @param {import('@tensorflow/tfjs-core').Tensor} mean `[batch, latent]`
 * @param {import('@tensorflow/tfjs-core').Tensor} logVar `[batch, latent]`
 * @returns {import('@tensorflow/tfjs-core').Scalar}
 */
export function negativeElbo(tf, images, logits, mean, logVar) {
  const softplus = tf.add(tf.relu(logits), tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1)));
  const reconstruction = tf.sum(tf.sub(softplus, tf.mul(images, logits)), 1);
  const kl = tf.mul(0.5, tf.sum(tf.sub(tf.sub(tf.add(tf.exp(logVar), tf.square(mean)), logVar), 1), 1));
  return tf.mean(tf.add(reconstruction, kl));
}
