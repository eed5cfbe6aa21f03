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
