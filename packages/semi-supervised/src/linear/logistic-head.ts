import { checkCount, checkValue, createRng, GenError } from '@gen/core';
import { checkLabels, checkMatrix, type Matrix } from '../features/matrix';
import { type Standardization, standardize } from '../features/standardize';
import { affine } from './affine';
import { fitSoftmax } from './fit-softmax';
import { fittingSpace, modelOf } from './logistic-regression';
import { presentClasses } from './present-classes';
import { argmax, type LogisticModel } from './softmax-model';
import { stratifiedFolds } from './stratified-folds';

/** How to fit a head. @category Linear models */
export interface LogisticHeadOptions {
  /** Number of classes; labels are integers from 0 to `classes - 1`. */
  readonly classes: number;
  /** Decides which labelled example falls into which fold, and nothing else. */
  readonly seed: number;
  /** Values of C to choose from, ascending; default 1e-4, 1e-3, ... 1e2. */
  readonly grid?: readonly number[];
  /** Most folds to use, at least 2; default 5. The size of the smallest class is the limit. */
  readonly folds?: number;
  /** Taken where a class has one example only, and so nothing can be held out; default {@link defaultC}. */
  readonly fallbackC?: number;
  /** Statistics of features to use, for example those of the unlabelled pool; default those of the labelled rows. */
  readonly standardization?: Standardization;
  /** Of the last fit, as in `logisticRegression`; default 1e-5. */
  readonly tolerance?: number;
}

/** What cross-validation found for one value of C. @category Linear models */
export interface CrossValidationScore {
  readonly C: number;
  /** Part of the held-out examples that was classified rightly. */
  readonly accuracy: number;
  /** Mean of `-log p(label)` over the held-out examples, nats. */
  readonly nll: number;
}

/** A fitted head: reads raw features, standardizes them itself. @category Linear models */
export interface LogisticHead extends Pick<LogisticModel, 'classes' | 'logits' | 'predictProba' | 'predict'> {
  /** The penalty that was chosen. */
  readonly C: number;
  /** One for each value of the grid; none where nothing could be held out. */
  readonly scores: readonly CrossValidationScore[];
  /** Number of folds; 0 where nothing could be held out. */
  readonly folds: number;
  readonly standardization: Standardization;
  /** The classifier of standardized features. */
  readonly model: LogisticModel;
}

/** The C of a head for which no C can be chosen, since some class has a single example. @category Linear models */
export const defaultC = 0.1;

const GRID = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];
/** For choosing C; its effect on the scores is far below their sampling error. */
const ROUGH = 1e-3;

/**
 * A classifier on frozen features from few labels: standardization, then softmax regression whose penalty is chosen by
 * stratified cross-validation among the labelled examples themselves. No other label is read.
 *
 * The number of folds is the smaller of `folds` and the size of the smallest class. The C of the highest accuracy wins, of
 * equals the smallest, which is the strongest penalty. All labelled examples then train the result. The features are reduced to the space
 * of the labelled rows once, and along the grid each fit starts at the one before.
 *
 * @param features `[n, d]`, the features of the labelled examples.
 * @param labels n class numbers, of at least two different classes.
 * @throws GenError `shape` or `value`, for features, labels or options that do not fit together.
 *
 * @example From features to a classifier
 * ```ts
 * import { logisticHead } from '@gen/semi-supervised';
 *
 * const features = { data: new Float32Array([-3, -2, -2.5, 2, 3, 2.5]), shape: [6, 1] } as const;
 * const head = logisticHead(features, [0, 0, 0, 1, 1, 1], { classes: 2, seed: 1 });
 * const predicted = head.predict({ data: new Float32Array([-1, 4]), shape: [2, 1] }); // 0, 1
 * ```
 * @category Linear models
 */
export function logisticHead(features: Matrix, labels: ArrayLike<number>, options: LogisticHeadOptions): LogisticHead {
  const where = 'logisticHead';
  const { classes, seed, grid = GRID, folds: most = 5, fallbackC = defaultC, tolerance = 1e-5 } = options;
  checkMatrix(where, 'features', features);
  const [n, d] = features.shape;
  checkLabels(where, labels, n, classes);
  checkCount(where, 'folds', most, 2);
  checkValue(where, 'fallbackC', fallbackC, Number.isFinite(fallbackC) && fallbackC > 0, 'a finite number above 0');
  const ascends = grid.length > 0 && grid.every((c, i) => Number.isFinite(c) && c > (i === 0 ? 0 : grid[i - 1]));
  checkValue(where, 'grid', grid.join(', '), ascends, 'ascending finite numbers above 0');
  const rng = createRng(seed).fork('logistic-head');
  if (options.standardization && options.standardization.mean.length !== d) {
    const got = options.standardization.mean.length;
    throw new GenError('shape', `${where}: expected standardization of ${d} features, got ${got}`);
  }
  const { present, counts, compact } = presentClasses(where, labels, classes);
  const standardization = options.standardization ?? standardize(features);
  const space = fittingSpace(standardization.transform(features).data, n, d);
  const x = space.coordinates;
  const folds = Math.min(most, ...counts);

  const scores = folds < 2 ? [] : crossValidate(x, compact, { folds, grid, fold: stratifiedFolds(compact, folds, rng) });
  const C = scores.length === 0 ? fallbackC : scores.reduce((best, s) => (s.accuracy > best.accuracy ? s : best)).C;
  const theta = new Float64Array(present.length * (space.rank + 1));
  const problem = { x, labels: compact, classes: present.length, C, tolerance, maxIterations: 1000 };
  const model = modelOf(theta, { space, present, classes, d }, fitSoftmax(theta, problem));
  return {
    C,
    scores,
    folds: scores.length === 0 ? 0 : folds,
    standardization,
    model,
    classes,
    logits: (rows) => model.logits(standardization.transform(rows)),
    predictProba: (rows) => model.predictProba(standardization.transform(rows)),
    predict: (rows) => model.predict(standardization.transform(rows)),
  };
}

function crossValidate(
  x: Float64Array,
  labels: Int32Array,
  { folds, grid, fold }: { readonly folds: number; readonly grid: readonly number[]; readonly fold: Int32Array },
): CrossValidationScore[] {
  const n = labels.length;
  const m = x.length / n;
  const classes = labels.reduce((a, b) => Math.max(a, b)) + 1;
  const right = new Float64Array(grid.length);
  const nll = new Float64Array(grid.length);
  for (let f = 0; f < folds; f++) {
    const kept = [...fold.keys()].filter((i) => fold[i] !== f);
    const held = [...fold.keys()].filter((i) => fold[i] === f);
    const training = { x: rowsOf(x, kept, m), labels: Int32Array.from(kept, (i) => labels[i]), classes };
    const rows = rowsOf(x, held, m);
    const logits = new Float64Array(held.length * classes);
    const theta = new Float64Array(classes * (m + 1));
    grid.forEach((C, g) => {
      fitSoftmax(theta, { ...training, C, tolerance: ROUGH, maxIterations: 1000 });
      affine(rows, held.length, m, theta, classes, logits);
      held.forEach((i, row) => {
        const at = row * classes;
        const top = argmax(logits, at, classes);
        if (top === labels[i]) right[g]++;
        let sum = 0;
        for (let k = at; k < at + classes; k++) sum += Math.exp(logits[k] - logits[at + top]);
        nll[g] += logits[at + top] + Math.log(sum) - logits[at + labels[i]];
      });
    });
  }
  return grid.map((C, g) => ({ C, accuracy: right[g] / n, nll: nll[g] / n }));
}

function rowsOf(x: Float64Array, rows: readonly number[], m: number): Float64Array {
  const out = new Float64Array(rows.length * m);
  rows.forEach((row, i) => {
    out.set(x.subarray(row * m, (row + 1) * m), i * m);
  });
  return out;
}
