import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { releaseTape } from '../gradients/release-tape';
import { byPath, pathOf } from '../network/path';
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
 * The step reads nothing back: what it returns stays on the device. The optimizer moves the given variables only, whatever else
 * the objective touches, so a GAN is two steps in a visible loop. A variable that the objective does not depend on is left as it is.
 *
 * A term of weight 0 is reported but not differentiated: an accuracy may be one. With `clipNorm`, all gradients are multiplied by
 * `min(1, clipNorm / |g|)`, where |g| is the norm of all of them together.
 *
 * @param options the objective, the variables that learn from it, their optimizer; `weights` of terms, `clipNorm`.
 * @returns a step; call it in a loop of your own, or hand it to {@link train}.
 * @throws GenError `value`, for no trainable variable, a clip norm that is not positive, a weight that is not finite or is for a
 *   term that the objective does not have, or no term with a weight other than 0; `shape`, for a term that is neither `[batch]`
 *   nor a scalar; `gradient`, when no variable is reached; `path`, for two variables with one path. No variable has changed then.
 * @memory Fresh scalars; everything else is freed, also when the objective throws.
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
 * tf.tidy(() => {
 *   step(tf.tensor1d([1, 3]), { step: 0, epoch: 0, rng: createRng(0), training: true });
 * });
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
  for (const [name, weight] of Object.entries(weights)) checkWeight(name, weight);
  return (batch, context) => {
    const kept: Record<string, tf.Tensor> = {};
    try {
      return tf.tidy(() => {
        const loss = (): tf.Scalar => {
          const terms: Record<string, tf.Tensor> = objective(batch, context);
          checkTerms(terms, weights);
          return weightedSum(terms, weights, context.step, (name, mean) => (kept[name] = tf.keep(tf.clone(mean))));
        };
        const { value, gradients } = differentiate(loss, trainable);
        if (gradients.size === 0) {
          const names = Object.keys(kept).join(', ');
          throw new GenError('gradient', `trainStep: expected ${names} to depend on one of ${list(trainable)}, got no gradient`);
        }
        optimizer.update(clip(gradients, clipNorm));
        const terms = Object.fromEntries(Object.entries(kept).map(([name, mean]) => [name, tf.clone(mean)]));
        return { terms: terms as { [name in Term]: tf.Tensor }, total: value };
      });
    } finally {
      for (const mean of Object.values(kept)) mean.dispose();
    }
  };
}

/** Value and gradients; a variable that is not reached has none. */
function differentiate(loss: () => tf.Scalar, variables: readonly tf.Variable[]): { value: tf.Tensor; gradients: Gradients } {
  const engine = tf.engine();
  try {
    const { value, grads } = engine.gradients(loss, [...variables], undefined, true);
    const reached = variables.flatMap((v, i): [tf.Variable, tf.Tensor][] => (grads[i] ? [[v, grads[i]]] : []));
    return { value, gradients: new Map(reached) };
  } catch (error) {
    releaseTape();
    throw error;
  }
}

const list = (variables: readonly tf.Variable[]): string =>
  variables.length > 5 ? `${variables.length} variables` : variables.map(pathOf).join(', ');

function checkWeight(name: string, weight: unknown): void {
  const holds = weight === undefined || typeof weight === 'function' || Number.isFinite(weight);
  checkValue('trainStep', `the weight of '${name}'`, weight, holds, 'a finite number or a function of the step');
}

function checkTerms(terms: Record<string, tf.Tensor>, weights: Weights): void {
  for (const [name, term] of Object.entries(terms)) {
    checkValue('trainStep', `term '${name}'`, term, term instanceof tf.Tensor, 'a tensor');
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
    const float = term.dtype === 'float32' ? term : tf.cast(term, 'float32');
    // A clone, because the total is the caller's to dispose, and a term may be a tensor that is not.
    const mean = term.rank === 0 ? tf.clone(float) : tf.mean(float);
    report(name, mean);
    const weight = weights[name] ?? 1;
    const factor = typeof weight === 'number' ? weight : weight(step);
    checkWeight(name, factor);
    if (factor === 0) continue;
    const weighted = factor === 1 ? mean : tf.mul(mean, factor);
    total = total ? tf.add(total, weighted) : weighted;
  }
  if (!total) throw new GenError('value', 'trainStep: expected a term with a weight other than 0, got none');
  return total as tf.Scalar;
}

function clip(gradients: Gradients, norm: number | undefined): Gradients {
  if (norm === undefined) return gradients;
  // Two at a time: tf.addN of more than seven tensors is silently wrong on WebGPU.
  const square = [...gradients.values()].map((g) => tf.sum(tf.square(g))).reduce((a, b) => tf.add(a, b));
  const scale = tf.minimum(1, tf.div(norm, tf.add(tf.sqrt(square), 1e-12)));
  return new Map([...gradients].map(([v, g]) => [v, tf.mul(g, scale)]));
}
