import type * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

type Values = ArrayLike<number> | tf.Tensor;

async function read(values: Values): Promise<ArrayLike<number>> {
  return 'dataId' in values ? await values.data() : values;
}

/**
 * Expects every value to be within `absolute + relative * |expected|`, and names the worst one if not.
 * Tensors are borrowed.
 */
export async function expectClose(
  actual: Values,
  expected: Values,
  { relative = 1e-5, absolute = 1e-6 }: { relative?: number; absolute?: number } = {},
): Promise<void> {
  const got = await read(actual);
  const want = await read(expected);
  expect(got.length, 'number of values').toBe(want.length);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < want.length; i++) {
    const over = Math.abs(got[i] - want[i]) - (absolute + relative * Math.abs(want[i]));
    if (!(over <= excess)) {
      excess = over;
      worst = i;
    }
  }
  if (worst >= 0)
    expect.fail(`value ${worst}: expected ${want[worst]}, got ${got[worst]} (relative ${relative}, absolute ${absolute})`);
}
