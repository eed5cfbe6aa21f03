import type { PlainTensor } from '@gen/testing';
import { madeTensor } from './reduce-cases';

/**
 * Numbers within `scale` of 0 and, of a thousand, `oddities` that are NaN, infinite or nearly 0; none near the largest, whose sums
 * are finite in the double precision of cpu alone.
 */
export function factor(shape: readonly number[], seed: number, oddities = 0, scale = 1): PlainTensor {
  const { values, dtype } = madeTensor(shape, 'float32', seed, oddities, scale);
  return { shape, dtype, values: Array.from(values, (value) => (Math.abs(value) > 1e30 && Number.isFinite(value) ? 1 : value)) };
}
