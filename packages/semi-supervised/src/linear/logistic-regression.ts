import { checkCount, checkValue, GenError } from '@gen/core';
import { checkLabels, checkMatrix, float64, type Matrix } from '../features/matrix';
import { fitSoftmax } from './fit-softmax';
import { presentClasses } from './present-classes';
import { type RowSpace, rowSpace } from './row-space';
import { type LogisticModel, softmaxModel } from './softmax-model';

/** How to fit. @category Linear models */
export interface LogisticRegressionOptions {
  /** Number of classes; labels are integers from 0 to `classes - 1`. */
  readonly classes: number;
  /** Inverse strength of the L2 penalty, above 0. */
  readonly C: number;
  /** Stops when no entry of the gradient of the objective divided by n is larger; default 1e-5. */
  readonly tolerance?: number;
  /** Default 1000. */
  readonly maxIterations?: number;
  /** Where to start; default all 0. The result depends on it only within the tolerance. */
  readonly initial?: Pick<LogisticModel, 'weights' | 'intercept'>;
}

/**
 * Softmax (multinomial logistic) regression with an L2 penalty on the weights:
 * `minimize sum_i -log p(y_i | x_i) + |W|^2 / (2 C)`. The intercept carries no penalty.
 *
 * The objective, and so the solution, is that of scikit-learn's `LogisticRegression(solver='lbfgs')` with more than two
 * classes; for two classes that library fits one weight vector, and its C is twice this one. The minimum is found by L-BFGS
 * in float64 without any randomness. With fewer rows than features the fit runs in the space that the rows span, which
 * leaves the solution as it is. Standardize features of different scales first.
 *
 * @param features `[n, d]`.
 * @param labels n class numbers, of at least two different classes.
 * @throws GenError `shape` or `value`, for features, labels or options that do not fit together.
 * @see Liu and Nocedal (1989), On the limited memory BFGS method for large scale optimization.
 *
 * @example Two classes on a line
 * ```ts
 * import { logisticRegression } from '@gen/semi-supervised';
 *
 * const features = { data: new Float64Array([-2, -1, 1, 2]), shape: [4, 1] } as const;
 * const model = logisticRegression(features, [0, 0, 1, 1], { classes: 2, C: 1 });
 * const probabilities = model.predictProba({ data: new Float64Array([0.5]), shape: [1, 1] });
 * ```
 * @category Linear models
 */
export function logisticRegression(
  features: Matrix,
  labels: ArrayLike<number>,
  options: LogisticRegressionOptions,
): LogisticModel {
  const where = 'logisticRegression';
  const { classes, C, tolerance = 1e-5, maxIterations = 1000, initial } = options;
  checkMatrix(where, 'features', features);
  const [n, d] = features.shape;
  checkLabels(where, labels, n, classes);
  checkValue(where, 'C', C, Number.isFinite(C) && C > 0, 'a finite number above 0');
  checkValue(where, 'tolerance', tolerance, tolerance >= 0, 'a number of at least 0');
  checkCount(where, 'maxIterations', maxIterations);
  if (initial && (initial.weights.length !== classes * d || initial.intercept.length !== classes)) {
    const got = `${initial.weights.length} and ${initial.intercept.length}`;
    throw new GenError('shape', `${where}: expected initial of ${classes * d} weights and ${classes} intercepts, got ${got}`);
  }
  const { present, compact } = presentClasses(where, labels, classes);
  const space = fittingSpace(float64(features), n, d);
  const count = present.length;
  const theta = new Float64Array(count * (space.rank + 1));
  if (initial) {
    const rows = Float64Array.from({ length: count * d }, (_, i) => initial.weights[present[Math.floor(i / d)] * d + (i % d)]);
    theta.set(space.lower(rows, count));
    const intercepts = present.map((k) => initial.intercept[k]);
    theta.set(intercepts.map((b) => (Number.isFinite(b) ? b : 0)), count * space.rank); // biome-ignore format: one thought
  }
  const fit = fitSoftmax(theta, { x: space.coordinates, labels: compact, classes: count, C, tolerance, maxIterations });
  return modelOf(theta, { space, present, classes, d }, fit);
}

/** The space to fit in: that of the rows when it is smaller than that of the features. @internal */
export function fittingSpace(x: Float64Array, n: number, d: number): RowSpace {
  if (n < d) return rowSpace(x, n, d);
  return { rank: d, coordinates: x, lift: (weights) => weights.slice(), lower: (weights) => weights };
}

/** The model of all classes and features from the parameters of the present ones in the fitting space. @internal */
export function modelOf(
  theta: Float64Array,
  at: { readonly space: RowSpace; readonly present: readonly number[]; readonly classes: number; readonly d: number },
  fit: { readonly iterations: number; readonly converged: boolean },
): LogisticModel {
  const { space, present, classes, d } = at;
  const count = present.length;
  const lifted = space.lift(theta.subarray(0, count * space.rank), count);
  const intercepts = theta.subarray(count * space.rank);
  // Only differences between intercepts matter: fix their sum.
  const mean = intercepts.reduce((a, b) => a + b, 0) / count;
  const weights = new Float64Array(classes * d);
  const intercept = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  present.forEach((k, row) => {
    weights.set(lifted.subarray(row * d, (row + 1) * d), k * d);
    intercept[k] = intercepts[row] - mean;
  });
  return softmaxModel(weights, intercept, fit);
}
