import * as tf from '@tensorflow/tfjs-core';
import type { Json, State, Stateful } from '../checkpoint/stateful';
import { checkSameShape, checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { type Owned, own } from '../memory/own';
import { byPath } from '../network/path';

/** Gradients by variable; a variable without one is left as it is. @category Optimizers */
export type Gradients = ReadonlyMap<tf.Variable, tf.Tensor>;

/**
 * A learning rate: a number, or a function of the number of updates done so far and of the variable's path, so that a
 * schedule and a layer-wise decay are both just functions.
 *
 * @category Optimizers
 */
export type LearningRate = number | ((step: number, path: string) => number);

/**
 * Moves variables along gradients. Its state is kept by the variables' own paths, so neither the order nor the subset of
 * variables matters, and goes into checkpoints.
 *
 * @category Optimizers
 */
export interface Optimizer extends Stateful {
  /** Number of updates done. */
  readonly step: number;
  /** Applies one update. Borrows the gradients. */
  update(gradients: Gradients): void;
  /** Frees the state. */
  dispose(): void;
}

/** What a rule sees of one variable. */
interface RuleInput<Slot extends string> {
  readonly value: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly slots: { readonly [name in Slot]: tf.Tensor };
  readonly learningRate: number;
  /** Updates of this variable, this one included. */
  readonly count: number;
}

/** The new value, and the new content of each slot. Fresh. */
type Rule<Slot extends string> = (
  input: RuleInput<Slot>,
) => { readonly value: tf.Tensor } & { readonly [name in Slot]: tf.Tensor };

interface Memory {
  count: number;
  readonly slots: Record<string, tf.Variable>;
}

/**
 * Makes an optimizer of a rule that gives the new value of one variable. All optimizers are made by it.
 *
 * @internal
 */
export function optimizerOf<Slot extends string>(
  name: string,
  slotNames: readonly Slot[],
  learningRate: LearningRate,
  rule: Rule<Slot>,
): Owned<Optimizer> {
  const checkRate = (rate: unknown): void =>
    checkValue(name, 'learningRate', rate, Number.isFinite(rate) && (rate as number) >= 0, 'a number of at least 0');
  if (typeof learningRate !== 'function') checkRate(learningRate);
  const memories = new Map<string, Memory>();
  let step = 0;
  const remember = (path: string, v: tf.Tensor): Memory => {
    let memory = memories.get(path);
    if (!memory) {
      const slots = slotNames.map((slot) => [slot, tf.tidy(() => tf.variable(tf.zerosLike(v), false))]);
      memories.set(path, (memory = { count: 0, slots: Object.fromEntries(slots) }));
    }
    return memory;
  };
  const forget = (): void => {
    for (const { slots } of memories.values()) for (const slot of Object.values(slots)) slot.dispose();
    memories.clear();
  };
  return own({
    get step() {
      return step;
    },
    update(gradients) {
      const variables = byPath(`${name}.update`, [...gradients.keys()]);
      for (const [path, v] of variables) {
        checkSameShape(`${name}.update`, `the gradient of '${path}'`, gradients.get(v)!, 'the variable', v);
        for (const slot of Object.values(memories.get(path)?.slots ?? {})) {
          checkSameShape(`${name}.update`, `the variable '${path}'`, v, 'its optimizer state', slot);
        }
      }
      const rates = [...variables.keys()].map((path) => {
        const rate = typeof learningRate === 'number' ? learningRate : learningRate(step, path);
        checkRate(rate);
        return rate;
      });
      for (const [i, [path, v]] of [...variables].entries()) {
        const memory = remember(path, v);
        memory.count++;
        tf.tidy(() => {
          const slots = memory.slots as unknown as { readonly [s in Slot]: tf.Tensor };
          const next = rule({ value: v, gradient: gradients.get(v)!, slots, learningRate: rates[i], count: memory.count });
          v.assign(next.value);
          for (const slot of slotNames) memory.slots[slot].assign(next[slot]);
        });
      }
      step++;
    },
    exportState(): State {
      const tensors: Record<string, tf.Tensor> = {};
      const counts: Record<string, number> = {};
      for (const [path, memory] of memories) {
        counts[path] = memory.count;
        for (const slot of slotNames) tensors[`${path}/${slot}`] = memory.slots[slot];
      }
      return { tensors, json: { name, step, counts } };
    },
    importState({ tensors = {}, json }) {
      const saved = checkSaved(name, json);
      const wanted = Object.keys(saved.counts).flatMap((path) => slotNames.map((slot) => `${path}/${slot}`));
      const missing = wanted.find((key) => !tensors[key]);
      const foreign = Object.keys(tensors).find((key) => !wanted.includes(key));
      if (missing ?? foreign) {
        const [expected, got] = missing ? [`'${missing}'`, 'none'] : ['the same settings as when it was saved', `'${foreign}'`];
        throw new GenError('checkpoint', `${name}.importState: expected ${expected}, got ${got}`);
      }
      // Made before the old ones go, which may be what is being imported.
      const next = Object.entries(saved.counts).map(([path, count]): [string, Memory] => {
        const slots = slotNames.map((slot) => [slot, tf.tidy(() => tf.variable(tf.clone(tensors[`${path}/${slot}`]), false))]);
        return [path, { count, slots: Object.fromEntries(slots) }];
      });
      forget();
      for (const [path, memory] of next) memories.set(path, memory);
      step = saved.step;
    },
    dispose: forget,
  } satisfies Optimizer);
}

interface Saved {
  readonly name: string;
  readonly step: number;
  readonly counts: Readonly<Record<string, number>>;
}

function checkSaved(name: string, json: Json | undefined): Saved {
  const saved = (json ?? {}) as unknown as Partial<Saved>;
  const isCount = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0;
  const valid = isCount(saved.step) && Object.values(saved.counts ?? { none: -1 }).every(isCount);
  if (saved.name !== name || !valid) {
    const got = saved.name === name ? JSON.stringify(json) : (saved.name ?? JSON.stringify(json));
    throw new GenError('checkpoint', `${name}.importState: expected the state of ${name}, got ${got}`);
  }
  return saved as Saved;
}
