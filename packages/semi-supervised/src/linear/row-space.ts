import { addGram } from './add-gram';

/** Rows in coordinates of the space that they span, and the way back. @internal */
export interface RowSpace {
  /** Dimension of the space: the rank of the rows. */
  readonly rank: number;
  /** `n x rank`: the same inner products between rows as before. */
  readonly coordinates: Float64Array;
  /** Takes `count` weight vectors from `rank` to `d` dimensions. */
  lift(weights: Float64Array, count: number): Float64Array;
  /** Takes `count` weight vectors from `d` to `rank` dimensions, dropping what is orthogonal to all rows. */
  lower(weights: Float64Array, count: number): Float64Array;
}

/** Part of the largest squared norm below which a row adds no new direction. */
const NEGLIGIBLE = 1e-13;

/**
 * Writes n rows of d features as n rows of at most n coordinates in an orthonormal basis of the space they span.
 *
 * With fewer rows than features, the L2-penalized weights of a linear model lie in that space (the representer theorem),
 * and lengths are the same in both coordinates: the solution stays exactly the same and the work falls from d to n.
 * The basis is Q = T^-1 x_P by pivoted Cholesky of the Gram matrix, x_P the pivot rows and T their triangular factor.
 *
 * @param x `n x d`.
 * @internal
 */
export function rowSpace(x: Float64Array, n: number, d: number): RowSpace {
  const gram = new Float64Array(n * n);
  addGram(x, n, d, gram);
  const factor = new Float64Array(n * n);
  const left = Float64Array.from({ length: n }, (_, i) => gram[i * n + i]);
  const smallest = NEGLIGIBLE * left.reduce((a, b) => Math.max(a, b), 0);
  const isPivot = new Uint8Array(n);
  const pivots: number[] = [];
  for (let c = 0; c < n; c++) {
    let pivot = -1;
    for (let i = 0; i < n; i++) if (!isPivot[i] && left[i] > smallest && (pivot < 0 || left[i] > left[pivot])) pivot = i;
    if (pivot < 0) break;
    isPivot[pivot] = 1;
    pivots.push(pivot);
    const root = Math.sqrt(left[pivot]);
    factor[pivot * n + c] = root;
    for (let i = 0; i < n; i++) {
      if (isPivot[i]) continue;
      let value = i > pivot ? gram[i * n + pivot] : gram[pivot * n + i];
      for (let t = 0; t < c; t++) value -= factor[i * n + t] * factor[pivot * n + t];
      value /= root;
      factor[i * n + c] = value;
      left[i] -= value * value;
    }
  }
  const rank = pivots.length;
  const coordinates = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) coordinates.set(factor.subarray(i * n, i * n + rank), i * rank);
  const at = (c: number): number => pivots[c] * rank;
  return {
    rank,
    coordinates,
    lift(weights, count) {
      const out = new Float64Array(count * d);
      const b = new Float64Array(rank);
      for (let k = 0; k < count; k++) {
        // b T = v, from the last to the first
        b.set(weights.subarray(k * rank, (k + 1) * rank));
        for (let c = rank - 1; c >= 0; c--) {
          b[c] /= coordinates[at(c) + c];
          for (let t = 0; t < c; t++) b[t] -= b[c] * coordinates[at(c) + t];
        }
        for (let c = 0; c < rank; c++) for (let j = 0; j < d; j++) out[k * d + j] += b[c] * x[pivots[c] * d + j];
      }
      return out;
    },
    lower(weights, count) {
      const out = new Float64Array(count * rank);
      for (let k = 0; k < count; k++) {
        // T v = x_P w, from the first to the last
        for (let c = 0; c < rank; c++) {
          let value = 0;
          for (let j = 0; j < d; j++) value += x[pivots[c] * d + j] * weights[k * d + j];
          for (let t = 0; t < c; t++) value -= coordinates[at(c) + t] * out[k * rank + t];
          out[k * rank + c] = value / coordinates[at(c) + c];
        }
      }
      return out;
    },
  };
}
