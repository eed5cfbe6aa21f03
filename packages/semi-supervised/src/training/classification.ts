import type { Network, Objective } from '@gen/core';
import { sparseCrossEntropy } from '@gen/losses';
import * as tf from '@tensorflow/tfjs-core';

/** A batch with labels: `images` (or other inputs) `[batch, ...]` and `labels` int32 `[batch]`. @category Training */
export interface LabelledBatch {
  readonly images: tf.Tensor;
  readonly labels: tf.Tensor;
}

/**
 * The objective of a classifier: `crossEntropy` in nats, and `error`, 1 where the largest logit is not the label's, else 0.
 *
 * `error` has no gradient: give it weight 0 in a step.
 *
 * @param classifier inputs to logits `[batch, classes]`.
 *
 * @example Error rate on some data
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { evaluate } from '@gen/core';
 * import { classification, linearHead } from '@gen/semi-supervised';
 *
 * const classifier = linearHead({ inputs: 2, classes: 3 });
 * const batch = { images: tf.ones([4, 2]), labels: tf.tensor1d([0, 1, 2, 0], 'int32') };
 * const { terms } = await evaluate(classification(classifier), { async *[Symbol.asyncIterator]() { yield batch; } });
 * terms.error; // 0.5: all logits are equal, the first class wins
 * tf.dispose([batch.images, batch.labels]);
 * classifier.dispose();
 * ```
 * @category Training
 */
export function classification(classifier: Network): Objective<LabelledBatch, 'crossEntropy' | 'error'> {
  return ({ images, labels }, { training }) =>
    tf.tidy(() => {
      const logits = classifier(images, { training });
      const error = tf.cast(tf.notEqual(tf.argMax(logits, 1), tf.cast(labels, 'int32')), 'float32');
      return { crossEntropy: sparseCrossEntropy(labels, logits), error };
    });
}
