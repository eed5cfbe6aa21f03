import { describe, expect, it } from 'vitest';
import { type Progress, progress } from './progress';
import type { TrainEvent } from './train';

async function* run(steps: readonly number[], begun: number, msPerStep: number): AsyncGenerator<TrainEvent> {
  let before = begun;
  for (const step of steps) {
    const count = step - before;
    yield { step, count, epoch: 0, terms: { loss: step }, total: 2 * step, ms: count * msPerStep, batch: undefined };
    before = step;
  }
}

async function reportsOf(events: AsyncIterable<TrainEvent>, options: { steps: number; interval?: number }): Promise<Progress[]> {
  const reports: Progress[] = [];
  let passed = 0;
  for await (const _ of progress(events, (report) => reports.push(report), options)) passed++;
  expect(passed).toBeGreaterThan(0);
  return reports;
}

describe('progress', () => {
  it('reports the pace and the time that remains', async () => {
    const reports = await reportsOf(run([10, 20, 30], 0, 4), { steps: 30, interval: 0 });
    expect(reports.map((r) => [r.step, r.steps, r.msPerStep, r.remainingMs])).toEqual([
      [10, 30, 4, 80],
      [20, 30, 4, 40],
      [30, 30, 4, 0],
    ]);
    expect(reports[1]).toMatchObject({ total: 40, terms: { loss: 20 } });
  });

  it('takes the pace from this run alone when it was resumed', async () => {
    const [report] = await reportsOf(run([110], 100, 2), { steps: 200 });
    expect([report.msPerStep, report.remainingMs]).toEqual([2, 180]);
  });

  it('is silent between intervals, but for the last step', async () => {
    const reports = await reportsOf(run([1, 2, 3, 4], 0, 1), { steps: 4, interval: 1e6 });
    expect(reports.map((r) => r.step)).toEqual([1, 4]);
  });

  it('refuses bad options', async () => {
    await expect(reportsOf(run([1], 0, 1), { steps: -1 })).rejects.toThrow(
      'progress: expected steps to be an integer of at least 0',
    );
  });
});
