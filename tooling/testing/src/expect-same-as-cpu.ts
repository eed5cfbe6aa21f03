import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** A tensor as plain numbers. */
export interface PlainTensor {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

async function runOn(
  backend: string,
  fn: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  inputs: readonly PlainTensor[],
): Promise<{ results?: Result[]; error?: string }> {
  await tf.setBackend(backend);
  const tensors = inputs.map(({ values, shape, dtype }) =>
    tf.tensor(
      dtype === 'float32' ? Float32Array.from(values) : dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values),
      [...shape],
      dtype,
    ),
  );
  const before = tf.memory().numTensors;
  try {
    const outputs = [tf.tidy(() => fn(...tensors))].flat();
    expect(tf.memory().numTensors - before, 'tensors made').toBe(new Set(outputs.map(({ id }) => id)).size);
    const results: Result[] = [];
    for (const output of outputs) results.push({ shape: output.shape, dtype: output.dtype, values: await output.data() });
    tf.dispose(outputs);
    return { results };
  } catch (error) {
    return { error: (error as Error).message };
  } finally {
    tf.dispose(tensors);
  }
}

/**
 * Runs `fn` on tfjs's cpu backend and on another, and expects the same: shapes, dtypes, NaN where there is NaN, infinities, and numbers
 * within `absolute + relative * |expected|`; where cpu throws, the other must throw too. The backend in use before comes back.
 */
export async function expectSameAsCpu(
  backend: string,
  fn: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  inputs: readonly PlainTensor[],
  { relative = 1e-6, absolute = 0 }: { relative?: number; absolute?: number } = {},
): Promise<void> {
  const before = tf.getBackend();
  const wasTest = tf.env().getBool('IS_TEST');
  // tfjs then looks for data that a kernel leaves behind, and gives no advice.
  tf.env().set('IS_TEST', true);
  try {
    const want = await runOn('cpu', fn, inputs);
    const got = await runOn(backend, fn, inputs);
    if (want.error !== undefined || got.error !== undefined) {
      expect({ threw: got.error !== undefined, error: got.error }, `cpu: ${want.error}`).toMatchObject({
        threw: want.error !== undefined,
      });
      return;
    }
    expect(got.results!.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      want.results!.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    for (const [i, { values }] of want.results!.entries()) {
      const other = got.results![i].values;
      for (let j = 0; j < values.length; j++) {
        const [a, b] = [values[j], other[j]];
        const same = Object.is(a, b) || a === b || Math.abs(a - b) <= absolute + relative * Math.abs(a);
        if (!same) expect.fail(`output ${i}, value ${j}: cpu gives ${a}, ${backend} gives ${b}`);
      }
    }
  } finally {
    tf.env().set('IS_TEST', wasTest);
    await tf.setBackend(before);
  }
}
