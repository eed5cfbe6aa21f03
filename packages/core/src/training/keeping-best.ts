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
    if (!failed) kept?.restore();
    kept?.dispose();
  }
}
