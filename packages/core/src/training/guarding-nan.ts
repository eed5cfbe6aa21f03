import * as tf from '@tensorflow/tfjs-core';
import { type Parts, type Snapshot, snapshot } from '../checkpoint/snapshot';
import { GenError } from '../errors/gen-error';
import type { Owned } from '../memory/own';
import type { TrainEvent } from './train';

/**
 * Stops a run at the first event after which a term or a tensor of the parts is not finite: puts the parts back to the state of the
 * event before, and throws an error that names the step, and the tensor of the batch or of the parts that holds a bad value.
 *
 * Between two events nothing is watched: with `every` above 1 the bad step is one of those since the last event. An event that gets
 * through is good, so what is saved outside of this wrapper is good.
 *
 * @param parts what to watch and to keep good: variables, optimizer, averages, position.
 * @throws GenError `not-finite`.
 * @memory Holds one tensor for each tensor of the parts while it runs. Reads one number back at each event.
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
 * const y = tf.tensor1d([1, Number.NaN]);
 * async function* batches() {
 *   yield { y };
 * }
 * try {
 *   for await (const event of guardingNaN(train(step, batches(), { epochs: 1 }), { parts: { model: [x] } })) event.total;
 * } catch (error) {
 *   if (!GenError.is(error, 'not-finite')) throw error;
 * }
 * optimizer.dispose();
 * tf.dispose([x, y]);
 * ```
 * @category Training
 */
export async function* guardingNaN<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  { parts }: { readonly parts: Parts },
): AsyncGenerator<Event, void, undefined> {
  let good: Owned<Snapshot> = snapshot(parts);
  let now: Owned<Snapshot> | undefined;
  try {
    for await (const event of events) {
      now = snapshot(parts);
      const problem = await problemOf(event, tensorsOf(now));
      if (problem !== undefined) {
        good.restore();
        const before = event.step - event.count;
        const which = event.count === 1 ? `step ${event.step}` : `steps ${before + 1} to ${event.step}`;
        const back = `${Object.keys(parts).join(', ')} put back to the state after step ${before}`;
        throw new GenError('not-finite', `guardingNaN: ${which}: ${problem}; ${back}`);
      }
      good.dispose();
      good = now;
      now = undefined;
      yield event;
    }
  } finally {
    good.dispose();
    now?.dispose();
  }
}

type Named = Readonly<Record<string, Readonly<Record<string, tf.Tensor>>>>;

function tensorsOf({ states }: Snapshot): Named {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, state.tensors ?? {}]));
}

async function problemOf({ terms, total, batch, count }: TrainEvent, parts: Named): Promise<string | undefined> {
  const bad = Object.entries({ ...terms, total }).filter(([, value]) => !Number.isFinite(value));
  if (bad.length > 0) {
    const found = await firstBad(batch);
    const which = count === 1 ? 'the batch' : 'the last batch';
    const where = found ? `first bad value in ${found} of ${which}` : `no bad value in ${which}, nor in the parts before`;
    return `expected finite terms, got ${bad.map(([name, value]) => `${name} ${value}`).join(', ')}; ${where}`;
  }
  if (await allFinite(Object.values(parts).flatMap((tensors) => Object.values(tensors)))) return undefined;
  const found = await firstBad(parts);
  return (
    found &&
    `expected finite values after the update, got a bad one in ${found}, though the terms were finite: the gradient was not`
  );
}

/** False where a value is NaN or infinite, or perhaps where the sum is beyond float32. One number is read back. */
async function allFinite(tensors: readonly tf.Tensor[]): Promise<boolean> {
  const floats = tensors.filter((t) => t.dtype === 'float32');
  if (floats.length === 0) return true;
  // A sum of magnitudes, because shader compilers may take tests for NaN, and x * 0, as if there were none.
  const sum = tf.tidy(() => floats.map((t) => tf.sum(tf.abs(t))).reduce((a, b) => tf.add(a, b)));
  try {
    return Number.isFinite((await sum.data())[0]);
  } finally {
    sum.dispose();
  }
}

/** Name, shape and place of the first bad value in a structure of tensors. Reads all of them back, in the failing case only. */
async function firstBad(value: unknown, name = ''): Promise<string | undefined> {
  if (value instanceof tf.Tensor) {
    if (value.dtype !== 'float32' || value.isDisposed) return undefined;
    const at = (await value.data()).findIndex((v) => !Number.isFinite(v));
    return at < 0 ? undefined : `${name ? `'${name}'` : 'the tensor'} [${value.shape}] at element ${at}`;
  }
  const isPlain =
    Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  if (!isPlain) return undefined;
  for (const [key, inner] of Object.entries(value as object)) {
    const found = await firstBad(inner, name ? `${name}/${key}` : key);
    if (found) return found;
  }
  return undefined;
}
