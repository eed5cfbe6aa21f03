import { checkCount } from '../errors/check';
import type { TrainEvent } from './train';

/**
 * Saves every so many steps, and once more when the run ends or its loop is left.
 *
 * After an error, an abort included, nothing is saved: whoever catches it knows whether the state is worth saving. Put it inside of
 * `keepingBest`, so that what is saved is where the run stopped, and outside of `guardingNaN`, so that it is never a bad state.
 *
 * @param save usually a call of `saveCheckpoint`; awaited before the event is passed on.
 * @param options `every`: steps between two saves; the event that reaches it saves.
 * @throws GenError `value`, unless `every` is a positive integer; what `save` throws.
 *
 * @example Every 100 steps
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkpointing, saveCheckpoint, sgd, train, trainPosition, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const position = trainPosition();
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * const files = new Map();
 * const run = train(step, data, { steps: 5, position });
 * const save = () => saveCheckpoint(files, { model: [x], optimizer, position });
 * for await (const event of checkpointing(run, save, { every: 2 })) event.step;
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export async function* checkpointing<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  save: (event: Event) => void | Promise<void>,
  { every }: { readonly every: number },
): AsyncGenerator<Event, void, undefined> {
  checkCount('checkpointing', 'every', every);
  let savedAt: number | undefined;
  let last: Event | undefined;
  let failed = false;
  try {
    for await (const event of events) {
      savedAt ??= event.step - event.count;
      last = event;
      if (event.step - savedAt >= every) {
        await save(event);
        savedAt = event.step;
      }
      yield event;
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    if (!failed && last && savedAt !== last.step) await save(last);
  }
}
