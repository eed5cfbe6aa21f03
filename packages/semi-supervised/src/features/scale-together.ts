import type { Matrix } from './matrix';
import { type Standardization, standardizationOf, standardize } from './standardize';

/**
 * Learns to bring every feature to mean 0 and the features as a whole to standard deviation 1: `z = (x - mean) / s`, with one
 * `s = sqrt(mean_j sd_j^2)` for all of them.
 *
 * For features whose spreads mean something, such as principal components: standardizing each by itself would blow the last
 * components, mostly noise, up to the size of the first.
 *
 * @param features `[n, d]`, the rows to take the statistics from; they need no labels.
 * @returns the same as `standardize`, with equal scales.
 * @throws GenError `shape` or `value` for a matrix that is empty, ragged or not finite.
 *
 * @example Principal components keep their proportions
 * ```ts
 * import { scaleTogether } from '@gen/semi-supervised';
 *
 * const { scale } = scaleTogether({ data: new Float64Array([3, 1, -3, -1]), shape: [2, 2] });
 * scale[0] === scale[1]; // true: sqrt((9 + 1) / 2)
 * ```
 * @category Features
 */
export function scaleTogether(features: Matrix): Standardization {
  const { mean } = standardize(features);
  const [n, d] = features.shape;
  let squares = 0;
  for (let i = 0; i < n * d; i++) squares += (features.data[i] - mean[i % d]) ** 2;
  const s = Math.sqrt(squares / (n * d));
  // What never varies has no spread but that of the rounding of its mean.
  const rounding = n * Number.EPSILON * mean.reduce((most, m) => Math.max(most, Math.abs(m)), 0);
  return standardizationOf(mean, new Float64Array(d).fill(s <= rounding ? 1 : s));
}
