import { checkCount, checkValue } from '@gen/core';
import { Matrix as Dense, EigenvalueDecomposition } from 'ml-matrix';
import { addGram } from '../linear/add-gram';
import { affine } from '../linear/affine';
import { checkMatrix, float64, type Matrix } from './matrix';

/** A principal subspace. @category Features */
export interface Pca {
  /** Mean of each feature. */
  readonly mean: Float64Array;
  /** `[components, d]`: orthonormal rows, by falling variance; the entry of largest size in each is positive. */
  readonly components: Matrix<Float64Array>;
  /** Variance along each component (division by n - 1). */
  readonly explainedVariance: Float64Array;
  /** `(features - mean) components'`, `[n, components]`. Throws GenError `shape` for another number of features. */
  transform(features: Matrix): Matrix<Float64Array>;
}

/**
 * Principal component analysis: the directions of largest variance, from the eigenvectors of the covariance matrix.
 *
 * Exact and deterministic, in float64. With fewer rows than features the eigenvectors come from the n x n matrix of inner
 * products between rows. Work grows as `n d min(n, d)` plus `min(n, d)^3`: seconds for 10,000 rows of 784 features.
 *
 * @param features `[n, d]` with at least two rows; they need no labels.
 * @param options `components`: how many, at most d and at most n - 1.
 * @throws GenError `shape` or `value`; `value` too when n <= d and the rows span fewer than `components` directions.
 * @see Jolliffe (2002), Principal Component Analysis.
 *
 * @example The one direction of points on a line
 * ```ts
 * import { pca } from '@gen/semi-supervised';
 *
 * const features = { data: new Float64Array([0, 0, 3, 4, 6, 8]), shape: [3, 2] } as const;
 * const { components, explainedVariance, transform } = pca(features, { components: 1 }); // [0.6, 0.8], variance 25
 * const scores = transform(features); // -5, 0, 5
 * ```
 * @category Features
 */
export function pca(features: Matrix, options: { readonly components: number }): Pca {
  const where = 'pca';
  checkMatrix(where, 'features', features);
  const [n, d] = features.shape;
  const count = options.components;
  checkCount(where, 'features.shape[0]', n, 2);
  checkCount(where, 'components', count);
  checkValue(where, 'components', count, count <= Math.min(d, n - 1), `at most ${Math.min(d, n - 1)} for ${n} rows of ${d}`);
  const x = features.data;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j] += x[i * d + j];
  for (let j = 0; j < d; j++) mean[j] /= n;

  const byRows = n <= d;
  const size = byRows ? n : d;
  const centered = byRows ? center(x, mean) : undefined;
  const gram = new Float64Array(size * size);
  if (centered) addGram(centered, n, d, gram);
  else addScatter(x, n, mean, gram);
  const { values, vectors } = eigen(gram, size, count);

  const data = byRows ? new Float64Array(count * d) : vectors;
  if (centered) {
    const smallest = values[0] * Number.EPSILON * Math.max(n, d);
    for (let c = 0; c < count; c++) {
      checkValue(where, 'components', count, values[c] > smallest, `at most ${c}, the rank of these rows`);
      for (let i = 0; i < n; i++) {
        const u = vectors[c * n + i] / Math.sqrt(values[c]);
        for (let j = 0; j < d; j++) data[c * d + j] += u * centered[i * d + j];
      }
    }
  }
  for (let c = 0; c < count; c++) makeLargestPositive(data.subarray(c * d, (c + 1) * d));
  const projection = new Float64Array(count * d + count);
  projection.set(data);
  for (let c = 0; c < count; c++) for (let j = 0; j < d; j++) projection[count * d + c] -= mean[j] * data[c * d + j];
  return {
    mean,
    components: { data, shape: [count, d] },
    explainedVariance: values.map((value) => Math.max(value, 0) / (n - 1)),
    transform(rows) {
      checkMatrix('Pca.transform', 'features', rows, d);
      const out = new Float64Array(rows.shape[0] * count);
      affine(float64(rows), rows.shape[0], d, projection, count, out);
      return { data: out, shape: [rows.shape[0], count] };
    },
  };
}

function center(x: Float32Array | Float64Array, mean: Float64Array): Float64Array {
  const d = mean.length;
  return Float64Array.from({ length: x.length }, (_, at) => x[at] - mean[at % d]);
}

/** Rows that are transposed at a time: the block stays in the cache while all pairs of features are visited. */
const BLOCK = 128;

function addScatter(x: Float32Array | Float64Array, n: number, mean: Float64Array, out: Float64Array): void {
  const d = mean.length;
  const block = new Float64Array(d * BLOCK);
  for (let from = 0; from < n; from += BLOCK) {
    const rows = Math.min(BLOCK, n - from);
    for (let i = 0; i < rows; i++) for (let j = 0; j < d; j++) block[j * rows + i] = x[(from + i) * d + j] - mean[j];
    addGram(block, d, rows, out);
  }
}

/** The `count` largest eigenvalues of a matrix given by its lower triangle, and their vectors as rows. */
function eigen(lower: Float64Array, size: number, count: number): { values: Float64Array; vectors: Float64Array } {
  const dense = Dense.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      dense.set(i, j, lower[i * size + j]);
      dense.set(j, i, lower[i * size + j]);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const values = Float64Array.from({ length: count }, (_, c) => realEigenvalues[order[c]]);
  const vectors = new Float64Array(count * size);
  for (let c = 0; c < count; c++) for (let i = 0; i < size; i++) vectors[c * size + i] = eigenvectorMatrix.get(i, order[c]);
  return { values, vectors };
}

function makeLargestPositive(vector: Float64Array): void {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0) for (let j = 0; j < vector.length; j++) vector[j] = -vector[j];
}
