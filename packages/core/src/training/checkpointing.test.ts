import { describe, expect, it } from 'vitest';
import { checkpointing } from './checkpointing';
import type { TrainEvent } from './train';

async function* run(steps: readonly number[], begun = 0, error?: Error): AsyncGenerator<TrainEvent> {
  let before = begun;
  for (const step of steps) {
    yield { step, count: step - before, epoch: 0, terms: {}, total: 0, ms: 1, batch: undefined };
    before = step;
  }
  if (error) throw error;
}

async function savesOf(events: AsyncIterable<TrainEvent>, every: number, leaveAt?: number): Promise<number[]> {
  const saved: number[] = [];
  const save = async ({ step }: TrainEvent): Promise<void> => {
    await Promise.resolve();
    saved.push(step);
  };
  try {
    for await (const { step } of checkpointing(events, save, { every })) if (step === leaveAt) break;
  } catch (error) {
    expect((error as Error).message).toBe('mine');
  }
  return saved;
}

describe('checkpointing', () => {
  it.each([
    ['every two steps, and at the end', run([1, 2, 3, 4, 5]), 2, undefined, [2, 4, 5]],
    ['not twice at the end', run([1, 2, 3, 4]), 2, undefined, [2, 4]],
    ['at the event that reaches the interval', run([10, 20, 30, 40]), 15, undefined, [20, 40]],
    ['at each event of the same interval', run([10, 20, 30]), 10, undefined, [10, 20, 30]],
    ['counting from where a run was resumed', run([101, 102, 103], 100), 2, undefined, [102, 103]],
    ['when the loop is left', run([1, 2, 3, 4, 5]), 2, 3, [2, 3]],
    ['not after an error', run([1, 2, 3], 0, new Error('mine')), 2, undefined, [2]],
    ['nothing of nothing', run([]), 2, undefined, []],
  ])('saves %s', async (_, events, every, leaveAt, saves) => {
    expect(await savesOf(events, every, leaveAt)).toEqual(saves);
  });

  it('has saved before it passes the event on, and stops the run when saving fails', async () => {
    let closed = false;
    async function* watched(): AsyncGenerator<TrainEvent> {
      try {
        yield* run([1, 2]);
      } finally {
        closed = true;
      }
    }
    const guarded = checkpointing(watched(), () => Promise.reject(new Error('the disk is full')), { every: 1 });
    await expect(guarded.next()).rejects.toThrow('the disk is full');
    expect(closed).toBe(true);
  });

  it('refuses a bad interval', async () => {
    await expect(checkpointing(run([1]), () => {}, { every: 0 }).next()).rejects.toThrow('checkpointing: expected every');
  });
});
