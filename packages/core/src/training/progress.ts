import { checkCount } from '../errors/check';
import type { TrainEvent } from './train';

/** How a run is getting on. @category Training */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Milliseconds a step, averaged over this run. */
  readonly msPerStep: number;
  /** Estimated milliseconds to the end. */
  readonly remainingMs: number;
  readonly total: number;
  readonly terms: Readonly<Record<string, number>>;
}

/**
 * Calls `report` as the run goes on, at most once every `interval` milliseconds and at the last step.
 *
 * The library itself prints nothing.
 *
 * @param report called with how far the run is; awaited by nobody.
 * @param options `steps`: steps that the whole run will have, those before a resume included; `interval`: milliseconds, default 100.
 * @throws GenError `value`, unless `steps` is an integer of at least 0.
 *
 * @example A line of text
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { progress, sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * let line = '';
 * const report = (p: { step: number; steps: number }) => (line = `${p.step} of ${p.steps}`);
 * for await (const event of progress(train(step, data, { steps: 5 }), report, { steps: 5 })) event.step;
 * line; // '5 of 5'
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* progress<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  report: (progress: Progress) => void,
  { steps, interval = 100 }: { readonly steps: number; readonly interval?: number },
): AsyncGenerator<Event, void, undefined> {
  checkCount('progress', 'steps', steps, 0);
  let reportedAt = Number.NEGATIVE_INFINITY;
  let elapsed = 0;
  let first: number | undefined;
  for await (const event of events) {
    first ??= event.step - event.count;
    elapsed += event.ms;
    const now = performance.now();
    if (now - reportedAt >= interval || event.step >= steps) {
      const msPerStep = elapsed / (event.step - first);
      const { step, total, terms } = event;
      report({ step, steps, msPerStep, remainingMs: Math.max(0, steps - step) * msPerStep, total, terms });
      reportedAt = now;
    }
    yield event;
  }
}
