import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

const marker = Symbol.for('@gen/error');

/** Expects a GenError of the given code from `run`, before it has made any tensor, and returns its message. */
export function expectRefusal(run: () => unknown, code: string): string {
  const before = tf.memory().numTensors;
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  const refusal = error as { [marker]?: boolean; code?: string; message: string } | undefined;
  expect(refusal?.[marker], `a GenError, got ${String(error)}`).toBe(true);
  expect(refusal?.code).toBe(code);
  expect(tf.memory().numTensors - before, 'tensors left by the refused call').toBe(0);
  return refusal!.message;
}
