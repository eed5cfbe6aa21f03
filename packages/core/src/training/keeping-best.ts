import { type Parts, type Snapshot, snapshot } from '../checkpoint/snapshot';
import type { Owned } from '../memory/own';
import type { Measured } from './evaluating';
import type { TrainEvent } from './train';

/**
 * Remembers the parts at the lowest metric, and puts them back to it when the run ends or its loop is left.
 *
 * After an error, an abort included, the parts stay as they were then, so that the run can be saved and resumed.
 *
 * @param parts what to remember: usually the variables only.
 * @memory Holds one tensor for each tensor of the parts while it runs.
 *
 * @example Keep the best of ten steps that overshoot
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { evaluating, keepingBest, sgd, train, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 1.1 });
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * const run = evaluating(train(step, data, { steps: 10 }), async () => Math.abs(3 - (await x.data())[0]));
 * for await (const event of keepingBest(run, { parts: { model: [x] } })) event.metric;
 * // x is where it was after the first step
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* keepingBest<Event extends TrainEvent & Measured>(
  events: AsyncIterable<Event>,
  { parts }: { readonly parts: Parts },
): AsyncGenerator<Event, void, undefined> {
  let best = Number.POSITIVE_INFINITY;
  let kept: Owned<Snapshot> | undefined;
  let failed = false;
  try {
    for await (const event of events) {
      if (event.metric !== undefined && event.metric < best) {
        best = event.metric;
        kept?.dispose();
        kept = snapshot(parts);
      }
      yield event;
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    try {
      if (!failed) kept?.restore();
    } finally {
      kept?.dispose();
    }
  }
}
