import {
  adamw,
  checkValue,
  type Dataset,
  dropout,
  earlyStopping,
  ema,
  evaluate,
  evaluating,
  keepingBest,
  type LearningRate,
  type Network,
  network,
  train,
  trainStep,
  variablesState,
  withEma,
} from '@gen/core';
import { sparseCrossEntropy } from '@gen/losses';
import type * as tf from '@tensorflow/tfjs-core';
import { classification, type LabelledBatch } from './classification';

/** A classifier in two parts. @category Training */
export interface ClassifierParts {
  /** Inputs to features `[batch, features]`, pre-trained or not. */
  readonly trunk: Network;
  /** Features to logits `[batch, classes]`, such as a `linearHead`. */
  readonly head: Network;
}

/** Options of {@link fitClassifier}. @category Training */
export interface FitClassifierOptions {
  /** Updates to make; with early stopping at most. */
  readonly steps: number;
  /** Seed of the order and of the dropout. */
  readonly seed: number;
  /** Default 50. */
  readonly batchSize?: number;
  /** Of Adam, default 1e-3; a function of the step and the path gives each layer its own. */
  readonly learningRate?: LearningRate;
  /** Decoupled weight decay of kernels, default 0. */
  readonly weightDecay?: number;
  /** Rate of dropout between trunk and head, default 0.5. */
  readonly dropoutRate?: number;
  /** Decay of the moving average of the variables that the classifier ends with, default 0.98. */
  readonly decay?: number;
  /** Labelled examples kept back to stop early by: they are part of the label budget. */
  readonly validation?: { readonly data: Dataset<LabelledBatch>; readonly every?: number; readonly patience?: number };
  readonly signal?: AbortSignal;
}

/**
 * Trains a classifier, trunk and head, on labelled examples: cross-entropy, AdamW, dropout before the head, and an exponential
 * moving average of the variables, which is what they hold in the end.
 *
 * The same function trains a network from scratch and fine-tunes a pre-trained trunk: what differs is what the trunk holds.
 * With `validation` it measures the averaged classifier's cross-entropy there every so many steps (default 20), stops after `patience`
 * measurements (default 10) without improvement, and goes back to the best. Augmentation is the dataset's affair: hand in `augment(...)`.
 *
 * @param parts trunk and head; their variables change.
 * @param data labelled examples.
 * @param options how many updates, the seed, and the recipe.
 * @returns the number of updates made, and of the one whose averages the variables hold.
 * @throws GenError `value`, for options out of range; the signal's reason, when aborted: the variables then hold what they held at the
 *   last update, not their averages.
 * @memory Frees everything but the variables.
 *
 * @example Two clouds of points
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { network } from '@gen/core';
 * import { fitClassifier, linearHead } from '@gen/semi-supervised';
 *
 * const data = {
 *   card: { name: 'two points', description: '', license: 'MIT', source: 'here' },
 *   size: 2,
 *   batches: () => ({
 *     async *[Symbol.asyncIterator]() { yield* this.from(); },
 *     async *from() {
 *       const batch = { images: tf.tensor2d([[-1], [1]]), labels: tf.tensor1d([0, 1], 'int32') };
 *       try { yield batch; } finally { tf.dispose([batch.images, batch.labels]); }
 *     },
 *   }),
 * };
 * const head = linearHead({ inputs: 1, classes: 2 });
 * await fitClassifier({ trunk: network((x: tf.Tensor) => x, []), head }, data, { steps: 20, seed: 1 });
 * head.dispose();
 * ```
 * @category Training
 */
export async function fitClassifier(
  { trunk, head }: ClassifierParts,
  data: Dataset<LabelledBatch>,
  {
    steps,
    seed,
    batchSize = 50,
    learningRate = 1e-3,
    weightDecay = 0,
    dropoutRate = 0.5,
    decay = 0.98,
    validation,
    signal,
  }: FitClassifierOptions,
): Promise<{ readonly steps: number; readonly bestStep: number }> {
  checkValue('fitClassifier', 'dropoutRate', dropoutRate, dropoutRate >= 0 && dropoutRate < 1, 'in [0, 1)');
  const { every = 20, patience = 10 } = validation ?? {};
  const variables = [...trunk.variables, ...head.variables];
  const classifier = network((inputs: tf.Tensor, mode) => head(trunk(inputs, mode), mode), variables);
  const optimizer = adamw({ learningRate, weightDecay });
  const average = ema(variables, { decay });
  const step = trainStep({
    objective: ({ images, labels }: LabelledBatch, { rng, training }) => {
      const features = dropout(trunk(images, { training }), { rate: dropoutRate, rng: rng.fork('dropout') });
      return { crossEntropy: sparseCrossEntropy(labels, head(features, { training })) };
    },
    variables,
    optimizer,
  });
  const measure = (): Promise<number> =>
    average.with(async () => {
      const { terms } = await evaluate(classification(classifier), validation!.data.batches({ batchSize: 256 }), { signal });
      return terms.crossEntropy;
    });
  let done = 0;
  let bestStep = 0;
  let best = Number.POSITIVE_INFINITY;
  try {
    const run = train(withEma(step, average), data.batches({ batchSize, seed }), {
      steps,
      seed,
      signal,
      every: validation ? Math.min(every, steps) : steps,
    });
    const watched = validation
      ? earlyStopping(keepingBest(evaluating(run, measure), { parts: { average } }), { patience })
      : evaluating(run, () => 0);
    for await (const { step: at, metric = 0 } of watched) {
      done = at;
      if (metric < best) [best, bestStep] = [metric, at];
    }
    variablesState(variables).importState(average.exportState());
  } finally {
    average.dispose();
    optimizer.dispose();
  }
  return { steps: done, bestStep };
}
