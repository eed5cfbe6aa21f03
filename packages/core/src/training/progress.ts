import type { TrainEvent } from './train';

/** How a run is getting on. @category Training */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Milliseconds a step, averaged over this run. */
  readonly msPerStep: number;
  /** Estimated milliseconds to the end. */
  readonly remainingMs: number;
  readonly total: number;
  readonly terms: Readonly<Record<string, number>>;
}

/**
 * Calls `report` as the run goes on, at most once every `interval` milliseconds and at the last step.
 *
 * The library itself prints nothing.
 *
 * @param steps steps that the whole run will have, those before a resume included.
 * @category Training
 */
export async function* progress<Event extends TrainEvent>(
  events: AsyncIterable<Event>,
  report: (progress: Progress) => void,
  { steps, interval = 100 }: { readonly steps: number; readonly interval?: number },
): AsyncGenerator<Event, void, undefined> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let elapsed = 0;
  let first: number | undefined;
  for await (const event of events) {
    first ??= event.step - 1;
    elapsed += event.ms;
    const now = performance.now();
    if (now - reportedAt >= interval || event.step >= steps) {
      const msPerStep = elapsed / (event.step - first);
      const { step, total, terms } = event;
      report({ step, steps, msPerStep, remainingMs: Math.max(0, steps - step) * msPerStep, total, terms });
      reportedAt = now;
    }
    yield event;
  }
}
