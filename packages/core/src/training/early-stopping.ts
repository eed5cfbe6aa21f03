import { checkCount, checkValue } from '../errors/check';
import type { Measured } from './evaluating';
import type { TrainEvent } from './train';

/**
 * Ends the run when the metric has not improved by more than `minDelta` in `patience` measurements.
 *
 * A measurement that is NaN is no improvement; an event without one does not count.
 *
 * @param options `patience`: measurements to wait; `minDelta`: what counts as an improvement, in the metric's unit, default 0.
 * @throws GenError `value`, unless patience is a positive integer and `minDelta` at least 0.
 *
 * @example Stop and keep the best
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { earlyStopping, evaluating, keepingBest, sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.4 });
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * async function* batches() {
 *   for (let i = 0; i < 100; i++) yield {};
 * }
 * const measured = evaluating(train(step, batches(), { steps: 100 }), (event) => event.total);
 * for await (const event of earlyStopping(keepingBest(measured, { parts: { x: [x] } }), { patience: 3 })) event.metric;
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* earlyStopping<Event extends TrainEvent & Measured>(
  events: AsyncIterable<Event>,
  { patience, minDelta = 0 }: { readonly patience: number; readonly minDelta?: number },
): AsyncGenerator<Event, void, undefined> {
  checkCount('earlyStopping', 'patience', patience);
  checkValue('earlyStopping', 'minDelta', minDelta, minDelta >= 0, 'at least 0');
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  for await (const event of events) {
    yield event;
    if (event.metric === undefined) continue;
    const improved = event.metric < best - minDelta;
    since = improved ? 0 : since + 1;
    if (improved) best = event.metric;
    if (since >= patience) return;
  }
}
