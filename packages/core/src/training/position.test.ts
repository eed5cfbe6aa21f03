import { expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { trainPosition } from './position';

it('goes through JSON', () => {
  const position = Object.assign(trainPosition(), { step: 12, epoch: 3, batch: 2 });
  const other = trainPosition();
  expect(other.exportState().json).toEqual({ step: 0, epoch: 0, batch: 0 });
  other.importState(JSON.parse(JSON.stringify(position.exportState())));
  expect([other.step, other.epoch, other.batch]).toEqual([12, 3, 2]);
});

it.each([undefined, null, {}, { step: 1, epoch: 0 }, { step: 1, epoch: 0, batch: -1 }, { step: 1.5, epoch: 0, batch: 0 }])(
  'refuses %j, and stays where it is',
  (json) => {
    const position = trainPosition();
    let error: unknown;
    try {
      position.importState({ json });
    } catch (caught) {
      error = caught;
    }
    expect(GenError.is(error, 'checkpoint') && error.message).toContain('trainPosition: expected {step, epoch, batch}, got');
    expect(position.step).toBe(0);
  },
);
