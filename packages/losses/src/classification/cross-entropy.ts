import { checkDtype, checkMinRank, checkSameShape } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from '../numerics/log-sum-exp';
import { sumEvent } from '../numerics/sum-event';

/**
 * Cross-entropy between label probabilities and the softmax of logits.
 *
 * `sum_k labels_k (log sum_j exp(logits_j) - logits_k)`, in nats per example. Labels may be soft: one-hot, smoothed, or a
 * teacher's probabilities. Axes between batch and classes are positions of one example, and are summed.
 *
 * Rows of labels are expected to sum to 1, which is not checked: that would need reading them back.
 *
 * @param labels `[batch, classes]` or `[batch, ...positions, classes]` float32 probabilities.
 * @param logits the same shape, float32, not normalized.
 * @returns `[batch]` nats.
 * @throws GenError `shape` or `dtype`.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Goodfellow, Bengio and Courville (2016), Deep Learning, sections 3.13 and 6.2.2.
 *
 * @example Soft labels
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { crossEntropy } from '@gen/losses';
 *
 * const labels = tf.tensor2d([[0.9, 0.1, 0]]);
 * const logits = tf.tensor2d([[4, 1, -2]]);
 * const nats = crossEntropy(labels, logits);
 * tf.dispose([labels, logits, nats]);
 * ```
 * @category Classification
 */
export function crossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  checkMinRank('crossEntropy', 'logits', logits, 2);
  checkSameShape('crossEntropy', 'labels', labels, 'logits', logits);
  checkDtype('crossEntropy', 'labels', labels, 'float32');
  checkDtype('crossEntropy', 'logits', logits, 'float32');
  return tf.tidy(() => sumEvent(tf.mul(labels, tf.sub(logSumExp(logits), logits))));
}
