import { GenError, type Loss } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The loss, averaged over the batch: one scalar, for a log or for a tfjs optimizer.
 *
 * A step of @gen/core averages by itself and wants the loss as it is.
 *
 * @param loss gives `[batch]`, or a scalar, which stays as it is.
 * @returns a function of the same arguments that returns a scalar in the unit of `loss`, and throws GenError `shape` where
 *   the loss gives something else.
 * @see Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.1.1, on the empirical risk.
 * @memory What it returns is fresh: the caller's, or the enclosing tidy's.
 *
 * @example Mean nats per example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { bernoulliNll, mean } from '@gen/losses';
 *
 * const labels = tf.ones([8, 3]);
 * const logits = tf.zeros([8, 3]);
 * const nats = mean(bernoulliNll)(labels, logits); // 3 log 2
 * tf.dispose([labels, logits, nats]);
 * ```
 * @category Combine
 */
export function mean<Labels, Outputs>(loss: Loss<Labels, Outputs>): (labels: Labels, outputs: Outputs) => tf.Scalar {
  return (labels, outputs) =>
    tf.tidy(() => {
      const each = loss(labels, outputs);
      if (each.rank > 1) throw new GenError('shape', `mean: expected loss to give [batch] or a scalar, got [${each.shape}]`);
      return tf.mean(each) as tf.Scalar;
    });
}
