import * as tf from '@tensorflow/tfjs-core';
import type { Batches } from '../data/dataset';
import { checkCount, checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { createRng } from '../random/rng';
import { type TrainPosition, trainPosition } from './position';
import type { Step, StepResult } from './train-step';

/** What {@link train} reports. @category Training */
export interface TrainEvent<Batch = unknown, Term extends string = string> {
  /** Steps done, this one included, since the run began. */
  readonly step: number;
  /** Steps since the last event, this one included. */
  readonly count: number;
  /** Epoch of this step, from 0. */
  readonly epoch: number;
  /** Mean of each term, unweighted, over the steps since the last event. */
  readonly terms: { readonly [name in Term]: number };
  /** Mean of the weighted sum over the same steps. */
  readonly total: number;
  /** Milliseconds since the last event. */
  readonly ms: number;
  /**
   * The batch of this step. Lent: valid until the next event is asked for. Undefined only in the closing event of a run of epochs
   * whose last steps `every` did not reach.
   */
  readonly batch: Batch | undefined;
}

/** Options of {@link train}. @category Training */
export interface TrainOptions {
  /** Run until so many steps have been done, those before a resume included. */
  readonly steps?: number;
  /** Run until so many epochs have been done, those before a resume included. */
  readonly epochs?: number;
  /** Seed of the steps' generators, default 0. */
  readonly seed?: number;
  /** Stops the run between two steps; the state stays consistent. */
  readonly signal?: AbortSignal;
  /** Steps between two events, default 1. Values are read back once an event, so a GPU wants 10 or more. */
  readonly every?: number;
  /** Where to go on, and kept up to date; a new run when not given. */
  readonly position?: TrainPosition;
}

/** Longest time, in milliseconds, without giving the event loop a turn. */
const patience = 100;

/**
 * Runs a step over batches, epoch after epoch, and yields what happens.
 *
 * Leaving the loop stops the training. Checkpoints, early stopping, keeping the best, guarding against NaN and progress are
 * wrappers around what this yields; moving averages wrap the step.
 *
 * The step's generator is a function of `seed` and the step number alone, so a resumed run draws what an uninterrupted one draws.
 *
 * @param step what to do with each batch, of {@link trainStep} or of your own.
 * @param batches of one epoch each time that it is iterated; with `from`, an epoch of its own order each time.
 * @param options how long to train, the seed, how often to report, and where to go on.
 * @throws GenError `value`, unless exactly one of steps and epochs is given, or when an epoch has no batch;
 *   the signal's reason, when it is aborted.
 * @memory Holds no tensor between events.
 *
 * @example Ten steps
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const objective = () => ({ squaredError: tf.square(tf.sub(x, 3)) });
 * const step = trainStep({ objective, variables: [x], optimizer });
 * async function* batches() {
 *   for (let i = 0; i < 10; i++) yield {};
 * }
 * for await (const { terms } of train(step, batches(), { epochs: 1 })) terms.squaredError;
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* train<Batch, Term extends string>(
  step: Step<Batch, Term>,
  batches: Batches<Batch>,
  { steps, epochs, seed = 0, signal, every = 1, position = trainPosition() }: TrainOptions,
): AsyncGenerator<TrainEvent<Batch, Term>, void, undefined> {
  checkValue('train', 'steps and epochs', [steps, epochs], (steps === undefined) !== (epochs === undefined), 'one of the two');
  checkCount('train', steps === undefined ? 'epochs' : 'steps', steps ?? epochs, 0);
  checkCount('train', 'every', every);
  const rng = createRng(seed).fork('train');
  const done = (): boolean => (steps !== undefined ? position.step >= steps : position.epoch >= epochs!);
  let sums: StepResult<Term> | undefined;
  let since = 0;
  let eventAt = performance.now();
  let breathedAt = eventAt;
  const report = async (epoch: number, batch: Batch | undefined): Promise<TrainEvent<Batch, Term>> => {
    const count = since;
    const means = await read(sums!, count);
    disposeResult(sums!);
    sums = undefined;
    since = 0;
    const now = performance.now();
    const event = { step: position.step, count, epoch, ...means, ms: now - eventAt, batch } as TrainEvent<Batch, Term>;
    eventAt = now;
    return event;
  };
  try {
    while (!done()) {
      signal?.throwIfAborted();
      const epoch = position.epoch;
      const first = position.batch;
      let ended = true;
      for await (const batch of epochOf(batches, epoch, first)) {
        signal?.throwIfAborted();
        const context = { step: position.step, epoch, rng: rng.fork(position.step), training: true };
        sums = accumulate(sums, step(batch, context));
        since++;
        position.step++;
        position.batch++;
        const last = steps !== undefined && position.step >= steps;
        if (since === every || last) yield await report(epoch, batch);
        if (performance.now() - breathedAt > patience) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          breathedAt = performance.now();
        }
        if (last) {
          ended = false;
          break;
        }
      }
      if (ended) {
        if (position.batch === 0) {
          throw new GenError('value', `train: expected batches in epoch ${epoch}, got none (an iterator can be read once only)`);
        }
        position.epoch++;
        position.batch = 0;
      }
    }
    if (sums) yield await report(position.epoch - 1, undefined);
  } finally {
    if (sums) disposeResult(sums);
  }
}

async function* epochOf<Batch>(batches: Batches<Batch>, epoch: number, batch: number): AsyncGenerator<Batch, void, undefined> {
  if (batches.from) return yield* batches.from({ epoch, batch });
  let skip = batch;
  for await (const one of batches) if (skip-- <= 0) yield one;
}

function accumulate<Term extends string>(sums: StepResult<Term> | undefined, result: StepResult<Term>): StepResult<Term> {
  if (!sums) return result;
  try {
    const names = Object.keys(result.terms) as Term[];
    const before = Object.keys(sums.terms);
    const same = names.length === before.length && names.every((name) => name in sums.terms);
    if (!same)
      throw new GenError('value', `train: expected the terms ${before.join(', ')} of each step, got ${names.join(', ')}`);
    const added = tf.tidy(() => ({
      terms: Object.fromEntries(names.map((name) => [name, tf.add(sums.terms[name], result.terms[name])])),
      total: tf.add(sums.total, result.total),
    }));
    disposeResult(sums);
    return added as unknown as StepResult<Term>;
  } finally {
    disposeResult(result);
  }
}

async function read(sums: StepResult, count: number): Promise<{ terms: Record<string, number>; total: number }> {
  const names = Object.keys(sums.terms);
  // One small transfer for all of them.
  const packed = tf.tidy(() => tf.stack([...names.map((name) => sums.terms[name]), sums.total]));
  try {
    const values = await packed.data();
    return { terms: Object.fromEntries(names.map((name, i) => [name, values[i] / count])), total: values[names.length] / count };
  } finally {
    packed.dispose();
  }
}

function disposeResult(result: StepResult): void {
  tf.dispose([result.terms, result.total] as never);
}
