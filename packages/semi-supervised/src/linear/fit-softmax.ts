import { accumulateOuter } from './accumulate-outer';
import { affine } from './affine';
import { type Along, convexLineSearch } from './convex-line-search';
import { lbfgsMemory } from './lbfgs-memory';

/** What to fit: rows, their classes, the strength of the penalty, and when to stop. @internal */
export interface SoftmaxProblem {
  /** `n x m`, float64. */
  readonly x: Float64Array;
  /** Class of each row, every class in [0, classes) present. */
  readonly labels: Int32Array;
  readonly classes: number;
  readonly C: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * Fits L2-penalized softmax regression by L-BFGS, starting from and writing into `theta`.
 *
 * The function minimized is the objective of `logisticRegression` divided by n. Scores are linear along a search
 * direction, so the line search needs no product with `x`: an iteration costs one forward and one backward product.
 *
 * @param theta `classes` rows of `m` weights, then `classes` intercepts.
 * @internal
 */
export function fitSoftmax(theta: Float64Array, problem: SoftmaxProblem): { iterations: number; converged: boolean } {
  const { x, labels, classes, C, tolerance, maxIterations } = problem;
  const n = labels.length;
  const m = x.length / n;
  const weights = classes * m;
  const size = weights + classes;
  const penalty = 1 / (C * n);
  const scores = new Float64Array(n * classes);
  const slopes = new Float64Array(n * classes);
  const residuals = new Float64Array(n * classes);
  const gradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const step = new Float64Array(size);
  const change = new Float64Array(size);
  const memory = lbfgsMemory(firstGuess(problem, m, penalty));
  // theta'theta, theta'direction and direction'direction over the weights
  let thetaTheta = 0;
  let thetaDirection = 0;
  let directionDirection = 0;

  const along = (a: number, out: Along): void => {
    let value = 0;
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      const o = i * classes;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = o; k < o + classes; k++) {
        const z = scores[k] + a * slopes[k];
        if (z > most) most = z;
      }
      let e0 = 0;
      let e1 = 0;
      let e2 = 0;
      for (let k = o; k < o + classes; k++) {
        const s = slopes[k];
        const e = Math.exp(scores[k] + a * s - most);
        e0 += e;
        e1 += e * s;
        e2 += e * s * s;
      }
      const own = o + labels[i];
      const mean = e1 / e0;
      value += most + Math.log(e0) - (scores[own] + a * slopes[own]);
      slope += mean - slopes[own];
      curvature += e2 / e0 - mean * mean;
    }
    out[0] = value / n + (penalty / 2) * (thetaTheta + 2 * a * thetaDirection + a * a * directionDirection);
    out[1] = slope / n + penalty * (thetaDirection + a * directionDirection);
    out[2] = curvature / n + penalty * directionDirection;
  };

  const differentiate = (): void => {
    for (let i = 0; i < n; i++) {
      const o = i * classes;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = o; k < o + classes; k++) if (scores[k] > most) most = scores[k];
      let sum = 0;
      for (let k = o; k < o + classes; k++) sum += residuals[k] = Math.exp(scores[k] - most);
      for (let k = o; k < o + classes; k++) residuals[k] /= sum * n;
      residuals[o + labels[i]] -= 1 / n;
    }
    for (let i = 0; i < weights; i++) gradient[i] = penalty * theta[i];
    gradient.fill(0, weights);
    accumulateOuter(residuals, x, n, m, classes, gradient);
  };

  affine(x, n, m, theta, classes, scores);
  differentiate();
  for (let iterations = 0; ; iterations++) {
    let largest = 0;
    for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(gradient[i]));
    if (largest <= tolerance) return { iterations, converged: true };
    if (iterations === maxIterations) return { iterations, converged: false };

    memory.direction(gradient, direction);
    affine(x, n, m, direction, classes, slopes);
    thetaTheta = thetaDirection = directionDirection = 0;
    for (let i = 0; i < weights; i++) {
      thetaTheta += theta[i] * theta[i];
      thetaDirection += theta[i] * direction[i];
      directionDirection += direction[i] * direction[i];
    }
    const length = convexLineSearch(along, iterations === 0 ? 0 : 1);
    if (length === 0) return { iterations, converged: false };

    for (let i = 0; i < size; i++) {
      step[i] = length * direction[i];
      theta[i] += step[i];
      change[i] = -gradient[i];
    }
    for (let i = 0; i < scores.length; i++) scores[i] += length * slopes[i];
    differentiate();
    for (let i = 0; i < size; i++) change[i] += gradient[i];
    memory.update(step, change);
  }
}

/** The inverse of the Hessian's diagonal where all classes are equally likely. */
function firstGuess({ x, labels, classes }: SoftmaxProblem, m: number, penalty: number): Float64Array {
  const n = labels.length;
  const spread = (1 - 1 / classes) / classes;
  const inverse = new Float64Array(classes * (m + 1));
  for (let i = 0; i < x.length; i += m) for (let j = 0; j < m; j++) inverse[j] += x[i + j] * x[i + j];
  for (let j = 0; j < m; j++) inverse[j] = 1 / ((spread * inverse[j]) / n + penalty);
  for (let k = 1; k < classes; k++) inverse.copyWithin(k * m, 0, m);
  return inverse.fill(1 / spread, classes * m);
}
