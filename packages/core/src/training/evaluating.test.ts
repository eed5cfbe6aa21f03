import { expect, it } from 'vitest';
import { evaluating } from './evaluating';
import type { TrainEvent } from './train';

async function* events(n: number): AsyncGenerator<TrainEvent> {
  for (let step = 1; step <= n; step++) yield { step, count: 1, epoch: 0, terms: {}, total: step, ms: 1, batch: undefined };
}

it('measures every so many events, awaiting the measurement', async () => {
  const metrics: (number | undefined)[] = [];
  const measure = async ({ total }: TrainEvent) => 10 * total;
  for await (const event of evaluating(events(5), measure, { every: 2 })) metrics.push(event.metric);
  expect(metrics).toEqual([undefined, 20, undefined, 40, undefined]);
});

it('measures every event when not told otherwise, and passes errors on', async () => {
  const run = evaluating(events(2), () => {
    throw new Error('mine');
  });
  await expect(run.next()).rejects.toThrow('mine');
  const metrics: (number | undefined)[] = [];
  for await (const event of evaluating(events(2), () => 1)) metrics.push(event.metric);
  expect(metrics).toEqual([1, 1]);
});

it('refuses a bad interval', async () => {
  await expect(evaluating(events(1), () => 1, { every: 0 }).next()).rejects.toThrow(
    'evaluating: expected every to be an integer',
  );
});
