import { checkDtype, checkMinRank, checkSameShape } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { sumEvent } from '../numerics/sum-event';

/**
 * Negative log-likelihood of independent Bernoulli variables given by logits, also known as binary cross-entropy.
 *
 * `sum_i softplus(logits_i) - labels_i logits_i`, in nats per example, finite at any finite logit. Labels may be soft, such
 * as gray pixels from 0 to 1; the result is then a cross-entropy, whose least value is not 0 but the entropy of the labels.
 *
 * Labels outside 0 to 1 are not checked, as that would need reading them back: pixels from 0 to 255 must be divided first.
 *
 * @param labels `[batch, ...event]` float32 from 0 to 1.
 * @param logits the same shape, float32: log p / (1 - p).
 * @returns `[batch]` nats, summed over the event.
 * @throws GenError `shape` or `dtype`.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Kingma and Welling (2013), Auto-Encoding Variational Bayes, appendix C.1, arXiv:1312.6114.
 *
 * @example Cost of a reconstruction
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { bernoulliNll } from '@gen/losses';
 *
 * const images = tf.ones([2, 4, 4, 1]);
 * const logits = tf.zeros([2, 4, 4, 1]);
 * const nats = bernoulliNll(images, logits); // 16 log 2 each
 * tf.dispose([images, logits, nats]);
 * ```
 * @category Reconstruction
 */
export function bernoulliNll(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  checkMinRank('bernoulliNll', 'logits', logits, 1);
  checkSameShape('bernoulliNll', 'labels', labels, 'logits', logits);
  checkDtype('bernoulliNll', 'labels', labels, 'float32');
  checkDtype('bernoulliNll', 'logits', logits, 'float32');
  return tf.tidy(() => sumEvent(tf.sub(tf.softplus(logits), tf.mul(labels, logits))));
}
