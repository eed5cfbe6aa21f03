import { describe, expect, it } from 'vitest';
import { earlyStopping } from './early-stopping';
import type { Measured } from './evaluating';
import type { TrainEvent } from './train';

let closed = false;
async function* measured(metrics: readonly (number | undefined)[]): AsyncGenerator<TrainEvent & Measured> {
  closed = false;
  try {
    for (const [i, metric] of metrics.entries()) {
      yield { step: i + 1, count: 1, epoch: 0, terms: {}, total: 0, ms: 1, batch: undefined, metric };
    }
  } finally {
    closed = true;
  }
}

async function stepsOf(metrics: readonly (number | undefined)[], options: { patience: number; minDelta?: number }) {
  let last = 0;
  for await (const event of earlyStopping(measured(metrics), options)) last = event.step;
  expect(closed).toBe(true);
  return last;
}

describe('earlyStopping', () => {
  it.each([
    ['after so many measurements without a new best', [3, 2, 2, 2, 1], { patience: 2 }, 4],
    ['not while there is a new best in time', [3, 3, 2, 2, 1, 1], { patience: 2 }, 6],
    ['counting measurements, not events', [3, undefined, 3, undefined, undefined, 2], { patience: 2 }, 6],
    ['taking small improvements for none', [3, 2.95, 2.9, 2.85], { patience: 2, minDelta: 0.5 }, 3],
    ['taking NaN for no improvement', [3, Number.NaN, Number.NaN, 1], { patience: 2 }, 3],
    ['taking NaN at the start for no improvement', [Number.NaN, 1, 2], { patience: 2 }, 3],
  ])('stops %s', async (_, metrics, options, last) => {
    expect(await stepsOf(metrics, options)).toBe(last);
  });

  it('refuses bad options', async () => {
    await expect(stepsOf([1], { patience: 0 })).rejects.toThrow(
      'earlyStopping: expected patience to be an integer of at least 1',
    );
    await expect(stepsOf([1], { patience: 1, minDelta: -1 })).rejects.toThrow(
      'earlyStopping: expected minDelta to be at least 0',
    );
  });
});
