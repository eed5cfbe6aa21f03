import type { Stateful } from '../checkpoint/stateful';
import { GenError } from '../errors/gen-error';

/**
 * How far a run has come: steps done, and the next batch to read. `train` moves it; it goes into checkpoints.
 *
 * @category Training
 */
export interface TrainPosition extends Stateful {
  step: number;
  epoch: number;
  batch: number;
}

/**
 * A run that has not begun. Hand it to `train`, save it with the variables and the optimizer, and the run can be resumed.
 *
 * @example Five steps, then five more
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { sgd, train, trainPosition, trainStep, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const position = trainPosition();
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * for await (const event of train(step, data, { steps: 5, position })) event.step; // 1 to 5
 * for await (const event of train(step, data, { steps: 10, position })) event.step; // 6 to 10
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export function trainPosition(): TrainPosition {
  const position: TrainPosition = {
    step: 0,
    epoch: 0,
    batch: 0,
    exportState: () => ({ json: { step: position.step, epoch: position.epoch, batch: position.batch } }),
    importState({ json }) {
      const saved = json as { step: number; epoch: number; batch: number } | undefined;
      if (![saved?.step, saved?.epoch, saved?.batch].every((n) => Number.isSafeInteger(n) && n! >= 0)) {
        throw new GenError('checkpoint', `trainPosition: expected {step, epoch, batch}, got ${JSON.stringify(json)}`);
      }
      position.step = saved!.step;
      position.epoch = saved!.epoch;
      position.batch = saved!.batch;
    },
  };
  return position;
}
