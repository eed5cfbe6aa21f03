import * as tf from '@tensorflow/tfjs-core';
import type { Batches } from '../data/dataset';
import { GenError } from '../errors/gen-error';
import { createRng } from '../random/rng';
import type { Objective } from './objective';

/**
 * Means of an objective's terms over all examples of some data, without training: each example counts once, whatever the batches.
 *
 * Terms that are scalars (statistics of a whole batch) are averaged with the batches' sizes as weights.
 *
 * @param batches one epoch; read once.
 * @param options `seed` of the draws that the objective makes, default 0; `signal` stops between batches.
 * @returns mean of each term, and the number of examples.
 * @throws GenError `value`, for data without a batch, or an objective with no `[batch]` term to count examples by.
 * @memory Frees everything.
 *
 * @example Mean squared error
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { evaluate } from '@gen/core';
 *
 * async function* batches() {
 *   const batch = tf.tensor1d([1, 3]);
 *   yield batch;
 *   batch.dispose();
 * }
 * await evaluate((x: tf.Tensor) => ({ squaredError: tf.square(x) }), batches()); // { terms: { squaredError: 5 }, examples: 2 }
 * ```
 * @category Training
 */
export async function evaluate<Batch, Term extends string>(
  objective: Objective<Batch, Term>,
  batches: Batches<Batch>,
  { seed = 0, signal }: { readonly seed?: number; readonly signal?: AbortSignal } = {},
): Promise<{ readonly terms: { readonly [name in Term]: number }; readonly examples: number }> {
  const rng = createRng(seed).fork('evaluate');
  const sums: Record<string, number> = {};
  let examples = 0;
  let step = 0;
  for await (const batch of batches) {
    signal?.throwIfAborted();
    let size = 0;
    let names: readonly string[] = [];
    const means = tf.tidy(() => {
      const terms: Record<string, tf.Tensor> = objective(batch, { step, epoch: 0, rng: rng.fork(step), training: false });
      size = Object.values(terms).find((term) => term.rank === 1)?.size ?? 0;
      if (size === 0) throw new GenError('value', 'evaluate: expected an objective with a [batch] term, got none');
      names = Object.keys(terms);
      return tf.stack(names.map((name) => tf.mean(terms[name])));
    });
    try {
      const values = await means.data();
      for (const [i, name] of names.entries()) sums[name] = (sums[name] ?? 0) + values[i] * size;
    } finally {
      means.dispose();
    }
    examples += size;
    step++;
  }
  if (examples === 0) throw new GenError('value', 'evaluate: expected at least one batch, got none');
  const terms = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / examples]));
  return { terms: terms as { [name in Term]: number }, examples };
}
