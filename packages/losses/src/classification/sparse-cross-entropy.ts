import { checkDtype, checkMinRank, checkShape } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from '../numerics/log-sum-exp';
import { sumEvent } from '../numerics/sum-event';

/**
 * Cross-entropy between class numbers and the softmax of logits.
 *
 * `log sum_j exp(logits_j) - logits_label`, in nats per example. Axes between batch and classes are positions of one
 * example (the tokens of a sequence), and are summed.
 *
 * Labels are not read back, so one outside `0 ... classes - 1` cannot be refused: it makes the loss of its example NaN.
 *
 * @param labels `[batch]` or `[batch, ...positions]` int32 class numbers, from 0.
 * @param logits `[batch, classes]` or `[batch, ...positions, classes]` float32, not normalized.
 * @returns `[batch]` nats.
 * @throws GenError `shape` or `dtype`.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Goodfellow, Bengio and Courville (2016), Deep Learning, section 6.2.2.2.
 *
 * @example Two examples, three classes
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { sparseCrossEntropy } from '@gen/losses';
 *
 * const labels = tf.tensor1d([0, 2], 'int32');
 * const logits = tf.tensor2d([[4, 1, -2], [0, 0, 0]]);
 * const nats = sparseCrossEntropy(labels, logits); // the second is log 3
 * tf.dispose([labels, logits, nats]);
 * ```
 * @category Classification
 */
export function sparseCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  checkMinRank('sparseCrossEntropy', 'logits', logits, 2);
  checkShape('sparseCrossEntropy', 'labels', labels, logits.shape.slice(0, -1));
  checkDtype('sparseCrossEntropy', 'labels', labels, 'int32');
  checkDtype('sparseCrossEntropy', 'logits', logits, 'float32');
  return tf.tidy(() => {
    // One-hot rather than gather: its gradient is a product, where that of gather needs a kernel that wasm lacks.
    // Cast afterwards: asked for float32, the wasm kernel fills in the bits of integers.
    const chosen = tf.cast(tf.oneHot(labels, logits.shape[logits.rank - 1]), 'float32');
    // The row of a label out of range has no one in it: 0 / 0.
    const known = tf.sum(chosen, -1, true);
    return sumEvent(tf.div(tf.mul(chosen, tf.sub(logSumExp(logits), logits)), known));
  });
}
