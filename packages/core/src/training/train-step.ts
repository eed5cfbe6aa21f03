import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { byPath } from '../network/path';
import type { Gradients, Optimizer } from '../optimizers/optimizer';
import type { Context, Objective, Weights } from './objective';

/** Means over the batch of each term, unweighted, and their weighted sum: scalars, on the device. Fresh. @category Training */
export interface StepResult<Term extends string = string> {
  readonly terms: { readonly [name in Term]: tf.Tensor };
  readonly total: tf.Tensor;
}

/** One update of some variables from one batch. @category Training */
export type Step<Batch, Term extends string = string> = (batch: Batch, context: Context) => StepResult<Term>;

/** What {@link trainStep} is made of. @category Training */
export interface TrainStepOptions<Batch, Term extends string> {
  readonly objective: Objective<Batch, Term>;
  /** The ones that learn from this objective; those that are not trainable are left alone. */
  readonly variables: readonly tf.Variable[];
  readonly optimizer: Optimizer;
  readonly weights?: Weights<Term>;
  /** Scales all gradients down together so that the norm of all of them is at most this. */
  readonly clipNorm?: number;
}

/**
 * Makes a step function: minimizes the weighted sum of the objective's terms, each averaged over the batch.
 *
 * The step reads nothing back: what it returns stays on the device. Only the given variables change, whatever else the objective
 * touches, so a GAN is two steps in a visible loop. A variable that the objective does not depend on is left as it is.
 *
 * @returns a step; call it in a loop of your own, or hand it to {@link train}.
 * @throws GenError `value`, for no trainable variable, a clip norm that is not positive, or a weight for a term that the
 *   objective does not have; `shape`, for a term that is neither `[batch]` nor a scalar; `gradient`, when no variable is reached.
 * @memory Fresh scalars; everything else is freed.
 *
 * @example Fit a constant
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { createRng, sgd, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.5 });
 * const step = trainStep({
 *   objective: (batch: tf.Tensor) => ({ squaredError: tf.square(tf.sub(batch, x)) }),
 *   variables: [x],
 *   optimizer,
 * });
 * tf.tidy(() => step(tf.tensor1d([1, 3]), { step: 0, epoch: 0, rng: createRng(0), training: true }));
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export function trainStep<Batch, Term extends string>({
  objective,
  variables,
  optimizer,
  weights = {},
  clipNorm,
}: TrainStepOptions<Batch, Term>): Step<Batch, Term> {
  const trainable = [...byPath('trainStep', variables).values()].filter((v) => v.trainable);
  checkValue('trainStep', 'variables', variables.length, trainable.length > 0, 'at least one trainable variable');
  checkValue('trainStep', 'clipNorm', clipNorm, clipNorm === undefined || clipNorm > 0, 'positive');
  return (batch, context) => {
    const kept: Record<string, tf.Tensor> = {};
    try {
      return tf.tidy(() => {
        const loss = (): tf.Scalar => {
          const terms: Record<string, tf.Tensor> = objective(batch, context);
          checkTerms(terms, weights);
          return weightedSum(terms, weights, context.step, (name, mean) => (kept[name] = tf.keep(tf.clone(mean))));
        };
        const { value, grads } = tf.variableGrads(loss, trainable);
        const reached = trainable.filter((v) => grads[v.name]);
        optimizer.update(clip(new Map(reached.map((v) => [v, grads[v.name]])), clipNorm));
        const terms = Object.fromEntries(Object.entries(kept).map(([name, mean]) => [name, tf.clone(mean)]));
        return { terms: terms as { [name in Term]: tf.Tensor }, total: value as tf.Tensor };
      });
    } finally {
      for (const mean of Object.values(kept)) mean.dispose();
    }
  };
}

function checkTerms(terms: Record<string, tf.Tensor>, weights: Weights): void {
  for (const [name, term] of Object.entries(terms)) {
    if (term.rank > 1)
      throw new GenError('shape', `trainStep: expected term '${name}' to be [batch] or a scalar, got [${term.shape}]`);
  }
  for (const name of Object.keys(weights)) {
    const known = Object.keys(terms);
    checkValue('trainStep', 'each weight', name, known.includes(name), `named after a term (${known.join(', ')})`);
  }
}

/** `sum_k weight_k * mean(term_k)`; terms of weight 0 are reported but not differentiated. */
function weightedSum(
  terms: Record<string, tf.Tensor>,
  weights: Weights,
  step: number,
  report: (name: string, mean: tf.Tensor) => void,
): tf.Scalar {
  let total: tf.Tensor | undefined;
  for (const [name, term] of Object.entries(terms)) {
    const mean = term.rank === 0 ? term : tf.mean(term);
    report(name, mean);
    const weight = weights[name] ?? 1;
    const factor = typeof weight === 'number' ? weight : weight(step);
    if (factor === 0) continue;
    const weighted = factor === 1 ? mean : tf.mul(mean, factor);
    total = total ? tf.add(total, weighted) : weighted;
  }
  if (!total) throw new GenError('value', 'trainStep: expected a term with a weight other than 0, got none');
  return total as tf.Scalar;
}

function clip(gradients: Gradients, norm: number | undefined): Gradients {
  if (norm === undefined) return gradients;
  const squares = [...gradients.values()].map((g) => tf.sum(tf.square(g)));
  const scale = tf.minimum(1, tf.div(norm, tf.add(tf.sqrt(tf.addN(squares)), 1e-12)));
  return new Map([...gradients].map(([v, g]) => [v, tf.mul(g, scale)]));
}
