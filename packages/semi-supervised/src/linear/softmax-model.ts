import { checkMatrix, type Matrix } from '../features/matrix';
import { affine } from './affine';

/**
 * A fitted softmax (multinomial logistic) classifier.
 *
 * `logits = x weights' + intercept`, `p = softmax(logits)`. A class that had no example in training has the intercept
 * -Infinity, so probability 0.
 *
 * @category Linear models
 */
export interface LogisticModel {
  /** `[classes, features]`, row-major. */
  readonly weights: Float64Array;
  /** One a class; they sum to 0 over the classes that were present. */
  readonly intercept: Float64Array;
  readonly classes: number;
  /** Number of features that it reads. */
  readonly features: number;
  /** Steps of the optimizer. */
  readonly iterations: number;
  /** Whether the gradient came below the tolerance. */
  readonly converged: boolean;
  /** `[n, classes]` scores before the softmax. Throws GenError `shape` for another number of features. */
  logits(features: Matrix): Matrix<Float64Array>;
  /** `[n, classes]` probabilities, each row summing to 1. Throws as `logits`. */
  predictProba(features: Matrix): Matrix<Float64Array>;
  /** The most likely class of each row, the first of equals. Throws as `logits`. */
  predict(features: Matrix): Int32Array;
}

const CHUNK = 256;

/** Makes a model of its numbers. @internal */
export function softmaxModel(
  weights: Float64Array,
  intercept: Float64Array,
  fit: { readonly iterations: number; readonly converged: boolean },
): LogisticModel {
  const classes = intercept.length;
  const width = weights.length / classes;
  const theta = new Float64Array(weights.length + classes);
  theta.set(weights);
  theta.set(intercept, weights.length);

  const logits = (where: string, features: Matrix): Matrix<Float64Array> => {
    checkMatrix(where, 'features', features, width);
    const [n] = features.shape;
    const data = new Float64Array(n * classes);
    // In pieces, so that float32 features need no float64 copy of the whole.
    const rows = new Float64Array(Math.min(n, CHUNK) * width);
    for (let from = 0; from < n; from += CHUNK) {
      const count = Math.min(CHUNK, n - from);
      rows.set(features.data.subarray(from * width, (from + count) * width));
      affine(rows, count, width, theta, classes, data.subarray(from * classes, (from + count) * classes));
    }
    return { data, shape: [n, classes] };
  };
  return {
    weights,
    intercept,
    classes,
    features: width,
    ...fit,
    logits: (features) => logits('LogisticModel.logits', features),
    predictProba(features) {
      const out = logits('LogisticModel.predictProba', features);
      for (let o = 0; o < out.data.length; o += classes) softmax(out.data.subarray(o, o + classes));
      return out;
    },
    predict(features) {
      const { data, shape } = logits('LogisticModel.predict', features);
      return Int32Array.from({ length: shape[0] }, (_, i) => argmax(data, i * classes, classes));
    },
  };
}

/** Index of the first largest of `count` values from `at` on. @internal */
export function argmax(values: Float64Array, at: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[at + k] > values[at + best]) best = k;
  return best;
}

function softmax(row: Float64Array): void {
  const most = row.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k] = Math.exp(row[k] - most);
  for (let k = 0; k < row.length; k++) row[k] /= sum;
}
