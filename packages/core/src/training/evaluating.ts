import { checkCount } from '../errors/check';
import type { TrainEvent } from './train';

/** An event that may carry a measurement. Lower is better. @category Training */
export interface Measured {
  readonly metric?: number;
}

/**
 * Adds a measurement, such as the loss on held-out data, to every so many events: what {@link earlyStopping} and
 * {@link keepingBest} look at.
 *
 * @param measure lower is better: negate an accuracy.
 * @param options `every`: events between two measurements, default 1.
 * @throws GenError `value`, unless `every` is a positive integer.
 *
 * @example Every fifth event
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { evaluating, sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * const distance = async () => Math.abs(3 - (await x.data())[0]);
 * for await (const { metric } of evaluating(train(step, data, { steps: 10 }), distance, { every: 5 })) metric;
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* evaluating<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  measure: (event: Event) => number | Promise<number>,
  { every = 1 }: { readonly every?: number } = {},
): AsyncGenerator<Event & Measured, void, undefined> {
  checkCount('evaluating', 'every', every);
  let seen = 0;
  for await (const event of events) {
    seen++;
    yield seen % every === 0 ? { ...event, metric: await measure(event) } : event;
  }
}
