import { checkMatrix, type Matrix } from './matrix';

/**
 * A shift and a scale for each feature, fitted once and then applied to any rows.
 *
 * @category Features
 */
export interface Standardization {
  /** Mean of each feature over the rows that it was fitted on. */
  readonly mean: Float64Array;
  /** What each feature is divided by: its standard deviation (division by n), 1 where it was constant; or one number for all. */
  readonly scale: Float64Array;
  /** `(features - mean) / scale`, a new matrix. Throws GenError `shape` for another number of features. */
  transform(features: Matrix): Matrix<Float64Array>;
}

/**
 * Learns to bring every feature to mean 0 and standard deviation 1: `z = (x - mean) / scale`.
 *
 * Fit it on training rows only and use it on all: statistics of test rows would leak into the model. The standard
 * deviation divides by n. A column that is constant, up to rounding, gets scale 1 and so becomes 0.
 *
 * @param features `[n, d]`, the rows to take the statistics from; they need no labels.
 * @throws GenError `shape` or `value` for a matrix that is empty, ragged or not finite.
 *
 * @example Fit on training rows, apply to test rows
 * ```ts
 * import { standardize } from '@gen/semi-supervised';
 *
 * const train = { data: new Float64Array([1, 5, 3, 5]), shape: [2, 2] } as const;
 * const { transform } = standardize(train);
 * const test = transform({ data: new Float64Array([2, 6]), shape: [1, 2] }); // [[0, 1]]
 * ```
 * @category Features
 */
export function standardize(features: Matrix): Standardization {
  checkMatrix('standardize', 'features', features);
  const [n, d] = features.shape;
  const x = features.data;
  const mean = new Float64Array(d);
  const scale = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j] += x[i * d + j];
  for (let j = 0; j < d; j++) mean[j] /= n;
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) scale[j] += (x[i * d + j] - mean[j]) ** 2;
  for (let j = 0; j < d; j++) {
    const variance = scale[j] / n;
    // A constant column has no variance but that of the rounding of its mean.
    const rounding = (n * mean[j] * Number.EPSILON) ** 2;
    scale[j] = variance <= rounding ? 1 : Math.sqrt(variance);
  }
  return standardizationOf(mean, scale);
}

/** `(features - mean) / scale`, column by column. @internal */
export function standardizationOf(mean: Float64Array, scale: Float64Array): Standardization {
  const d = mean.length;
  return {
    mean,
    scale,
    transform(rows) {
      checkMatrix('Standardization.transform', 'features', rows, d);
      const out = new Float64Array(rows.data.length);
      for (let i = 0; i < out.length; i += d) {
        for (let j = 0; j < d; j++) out[i + j] = (rows.data[i + j] - mean[j]) / scale[j];
      }
      return { data: out, shape: rows.shape };
    },
  };
}
