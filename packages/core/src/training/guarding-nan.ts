import * as tf from '@tensorflow/tfjs-core';
import { type Parts, type Snapshot, snapshot } from '../checkpoint/snapshot';
import { GenError } from '../errors/gen-error';
import type { Owned } from '../memory/own';
import type { TrainEvent } from './train';

/**
 * Stops a run whose loss is no longer finite: puts the parts back to the last good state, and throws an error that names the step,
 * the term, and the tensor of the batch or the variable where the first bad value is.
 *
 * Watches the numbers that events carry anyway: nothing more is read back until something is wrong. With `every` above 1 the
 * bad step is one of those since the last event.
 *
 * @param parts what to keep good: variables, optimizer, averages, position.
 * @throws GenError `not-finite`.
 * @memory Holds two tensors for each tensor of the parts while it runs; they share memory with the parts where nothing changed.
 *
 * @example NaN in the data
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { GenError, guardingNaN, sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const step = trainStep({
 *   objective: ({ y }: { y: tf.Tensor }) => ({ loss: tf.square(tf.sub(x, y)) }),
 *   variables: [x],
 *   optimizer,
 * });
 * async function* batches() {
 *   const y = tf.tensor1d([1, Number.NaN]);
 *   yield { y };
 *   y.dispose();
 * }
 * try {
 *   for await (const event of guardingNaN(train(step, batches(), { epochs: 1 }), { parts: { model: [x] } })) event.total;
 * } catch (error) {
 *   if (!GenError.is(error, 'not-finite')) throw error;
 * }
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* guardingNaN<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  { parts }: { readonly parts: Parts },
): AsyncGenerator<Event, void, undefined> {
  // A finite loss proves the state *before* its step; the state after it is proven by the next one.
  let proven: Owned<Snapshot> = snapshot(parts);
  let candidate: Owned<Snapshot> | undefined;
  let stepBefore = 0;
  try {
    for await (const event of events) {
      const bad = Object.entries({ ...event.terms, total: event.total }).filter(([, value]) => !Number.isFinite(value));
      if (bad.length > 0) {
        const trusted = candidate && !(await firstBad(tensorsOf(candidate))) ? candidate : proven;
        const culprit =
          (await firstBad(event.batch)) ??
          (await firstBad(tensorsOf(candidate ?? proven))) ??
          'no tensor of the batch or the parts before it';
        trusted.restore();
        const which = stepBefore + 1 === event.step ? `step ${event.step}` : `steps ${stepBefore + 1} to ${event.step}`;
        throw new GenError(
          'not-finite',
          `train: ${which}: expected finite terms, got ${bad.map(([name, value]) => `${name} ${value}`).join(', ')}; first bad values in ` +
            `${culprit}; ${Object.keys(parts).join(', ')} put back to the last good state`,
        );
      }
      if (candidate) {
        proven.dispose();
        proven = candidate;
      }
      candidate = snapshot(parts);
      stepBefore = event.step;
      yield event;
    }
  } finally {
    proven.dispose();
    candidate?.dispose();
  }
}

function tensorsOf({ states }: Snapshot): Record<string, Readonly<Record<string, tf.Tensor>>> {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, state.tensors ?? {}]));
}

/** Dotted name of the first float tensor in a structure that holds NaN or infinity. Reads back, in the failing case only. */
async function firstBad(value: unknown, name = ''): Promise<string | undefined> {
  if (value instanceof tf.Tensor) {
    if (value.dtype !== 'float32' || value.isDisposed) return undefined;
    const at = (await value.data()).findIndex((v) => !Number.isFinite(v));
    return at < 0 ? undefined : `'${name || 'batch'}' [${value.shape}] at element ${at}`;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = await firstBad(inner, name ? `${name}/${key}` : key);
    if (found) return found;
  }
  return undefined;
}
