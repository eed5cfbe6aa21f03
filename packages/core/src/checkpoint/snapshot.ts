import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import { type Owned, own } from '../memory/own';
import type { State, Stateful } from './stateful';
import { variablesState } from './variables-state';

/** What a checkpoint or a snapshot holds: stateful things and lists of variables, by name. @category Checkpoints */
export type Parts = Readonly<Record<string, Stateful | readonly tf.Variable[]>>;

/** The state of some parts at one moment. @category Checkpoints */
export interface Snapshot {
  readonly states: Readonly<Record<string, State>>;
  /** Puts the parts back to that moment. */
  restore(): void;
  dispose(): void;
}

/** @internal */
export function statefulOf(part: Stateful | readonly tf.Variable[]): Stateful {
  return 'exportState' in part ? part : variablesState(part);
}

/**
 * Remembers the state of some parts, on the device and without copying: tensors are shared until the parts change.
 *
 * @throws GenError `value`, for a part whose name has a slash; what a part's `exportState` throws.
 * @memory Owned: dispose it. Holds one tensor for each tensor of the parts.
 *
 * @example Undo
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { snapshot, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(1));
 * const before = snapshot({ x: [x] });
 * tf.tidy(() => x.assign(tf.scalar(2)));
 * before.restore(); // x is 1 again
 * before.dispose();
 * x.dispose();
 * ```
 * @category Checkpoints
 */
export function snapshot(parts: Parts): Owned<Snapshot> {
  for (const name of Object.keys(parts)) checkValue('snapshot', 'each part', name, !name.includes('/'), "named without '/'");
  const stateful = Object.entries(parts).map(([name, part]) => [name, statefulOf(part)] as const);
  // All states before the first clone: a part that throws leaves nothing behind.
  const exported = stateful.map(([name, part]) => [name, part.exportState()] as const);
  const states = Object.fromEntries(
    exported.map(([name, { tensors = {}, json }]) => {
      const kept = Object.entries(tensors).map(([path, t]) => [path, tf.keep(tf.clone(t))]);
      return [name, { tensors: Object.fromEntries(kept) as Record<string, tf.Tensor>, json }];
    }),
  );
  return own({
    states,
    restore(): void {
      for (const [name, part] of stateful) part.importState(states[name]);
    },
    dispose(): void {
      for (const { tensors } of Object.values(states)) for (const t of Object.values(tensors)) t.dispose();
    },
  });
}
