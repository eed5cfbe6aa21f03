import type * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../random/rng';

/**
 * Labels and outputs in, one cost per example out.
 *
 * The result has shape `[batch]`, in nats per example (or the unit that the loss states), **summed over the event**: only a
 * step reduces over the batch. A statistic of the whole batch returns a scalar and says so.
 *
 * @category Training
 */
export type Loss<Labels = tf.Tensor, Outputs = tf.Tensor> = (labels: Labels, outputs: Outputs) => tf.Tensor;

/** What an objective may need besides the batch. @category Training */
export interface Context {
  /** Number of steps done before this one. */
  readonly step: number;
  readonly epoch: number;
  /** This step's own generator: a pure function of the run's seed and the step. */
  readonly rng: Rng;
  readonly training: boolean;
}

/**
 * A batch in, named terms out, each `[batch]` or a scalar. What is minimized is their weighted sum, so a beta-VAE is the
 * VAE's objective with another weight on `kl`. Logs take their names from the terms.
 *
 * @category Training
 */
export type Objective<Batch, Term extends string = string> = (
  batch: Batch,
  context: Context,
) => { readonly [name in Term]: tf.Tensor };

/** Weights of named terms: numbers, or functions of the step (a KL warm-up); 1 where none is given. @category Training */
export type Weights<Term extends string = string> = { readonly [name in Term]?: number | ((step: number) => number) };
