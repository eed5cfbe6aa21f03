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
 * @example See `saveCheckpoint`
 * ```ts
 * import { trainPosition } from '@gen/core';
 *
 * const position = trainPosition();
 * position.step; // 0
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
