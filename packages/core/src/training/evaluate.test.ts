import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate';
import type { Context } from './objective';

async function* batches(sizes: readonly number[]): AsyncGenerator<tf.Tensor> {
  let next = 0;
  for (const size of sizes) {
    const batch = tf.tensor1d(Array.from({ length: size }, () => next++));
    try {
      yield batch;
    } finally {
      batch.dispose();
    }
  }
}

describe('evaluate', () => {
  it('counts every example once, whatever the batches', async () => {
    const objective = (x: tf.Tensor) => ({ x: tf.add(x, 0), square: tf.square(x), size: tf.scalar(x.size) });
    const { terms, examples } = await evaluate(objective, batches([4, 4, 2]));
    expect(examples).toBe(10);
    expect(terms.x).toBeCloseTo(4.5, 5);
    expect(terms.square).toBeCloseTo(28.5, 5);
    expect(terms.size).toBeCloseTo((4 * 4 + 4 * 4 + 2 * 2) / 10, 5);
  });

  it('tells the objective that it is no training, and draws by seed', async () => {
    const seen: boolean[] = [];
    const objective = (x: tf.Tensor, { rng, training }: Context) => {
      seen.push(training);
      return { x: tf.mul(x, rng.next()) };
    };
    const run = async (seed?: number): Promise<number> => (await evaluate(objective, batches([2, 2]), { seed })).terms.x;
    expect(await run()).toBe(await run(0));
    expect(await run(1)).not.toBe(await run(0));
    expect(new Set(seen)).toEqual(new Set([false]));
  });

  it('refuses data without a batch, and terms without examples', async () => {
    await expect(evaluate((x: tf.Tensor) => ({ x }), batches([]))).rejects.toThrow(
      'evaluate: expected at least one batch, got none',
    );
    await expect(evaluate((x: tf.Tensor) => ({ x: tf.sum(x) }), batches([2]))).rejects.toThrow(
      'evaluate: expected an objective with a [batch] term, got none',
    );
  });

  it('stops when aborted, and frees everything when the objective throws', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(evaluate((x: tf.Tensor) => ({ x }), batches([2]), { signal })).rejects.toThrow('enough');
    const objective = (x: tf.Tensor) => {
      tf.square(x);
      throw new Error('mine');
    };
    await expect(evaluate(objective, batches([2]))).rejects.toThrow('mine');
  });
});
