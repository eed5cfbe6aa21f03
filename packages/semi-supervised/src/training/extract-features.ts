import { type Batches, GenError, type Network } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Matrix } from '../features/matrix';
import type { LabelledBatch } from './classification';

/**
 * Features of some data on the host, each row the network's output for one example, flattened: computed once, used by many heads.
 *
 * @param features inputs to features; used as in evaluation, not as in training.
 * @param batches one epoch, in the order of the rows.
 * @returns `[examples, features]` float32.
 * @throws GenError `value`, for data without a batch.
 * @memory Frees everything; the result is a typed array.
 *
 * @example Features of four images
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { network } from '@gen/core';
 * import { extractFeatures } from '@gen/semi-supervised';
 *
 * const images = tf.ones([4, 2, 2, 1]);
 * const means = network((x: tf.Tensor) => tf.mean(x, [1, 2]), []);
 * const matrix = await extractFeatures(means, { async *[Symbol.asyncIterator]() { yield { images }; } });
 * matrix.shape; // [4, 1]
 * images.dispose();
 * ```
 * @category Features
 */
export async function extractFeatures(
  features: Network,
  batches: Batches<Pick<LabelledBatch, 'images'>>,
): Promise<Matrix & { readonly data: Float32Array }> {
  const parts: Float32Array[] = [];
  let columns = 0;
  for await (const { images } of batches) {
    const rows = tf.tidy(() => {
      const out = features(images, { training: false });
      return tf.reshape(out, [out.shape[0], -1]);
    });
    columns = rows.shape[1] as number;
    parts.push((await rows.data()) as Float32Array);
    rows.dispose();
  }
  if (parts.length === 0) throw new GenError('value', 'extractFeatures: expected at least one batch, got none');
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, shape: [data.length / columns, columns] };
}
