import * as tf from '@tensorflow/tfjs-core';
import type { Stateful } from '../checkpoint/stateful';
import { variablesState } from '../checkpoint/variables-state';
import { checkValue } from '../errors/check';
import { type Owned, own } from '../memory/own';
import { byPath, setPath } from '../network/path';
import type { Step } from './train-step';

/** Exponential moving averages of variables. @category Training */
export interface Ema extends Stateful {
  /** Moves the averages towards the variables: `average = decay * average + (1 - decay) * variable`. */
  update(): void;
  /** Runs `body` with the variables holding their averages, and puts their own values back after it. */
  with<T>(body: () => T | Promise<T>): Promise<T>;
  dispose(): void;
}

/**
 * Keeps exponential moving averages of variables, those that are not trainable (batch-normalization statistics) included.
 *
 * The average begins at the variables' present values.
 *
 * @param decay between 0 and 1; for a half-life of h examples and batches of b, `0.5 ** (b / h)`.
 * @throws GenError `value`, for a decay outside [0, 1).
 * @memory Owned: dispose it. Holds one tensor a variable.
 * @see Polyak and Juditsky (1992), Acceleration of stochastic approximation by averaging.
 *
 * @example Evaluate with the averages
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { ema, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const average = ema([x], { decay: 0.9 });
 * tf.tidy(() => x.assign(tf.scalar(1)));
 * average.update();
 * await average.with(async () => (await x.data())[0]); // 0.1
 * average.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export function ema(variables: readonly tf.Variable[], { decay }: { readonly decay: number }): Owned<Ema> {
  checkValue('ema', 'decay', decay, decay >= 0 && decay < 1, 'in [0, 1)');
  const pairs = [...byPath('ema', variables)].map(([path, v]) => ({ v, average: setPath(tf.variable(v, false), path) }));
  const averages = pairs.map(({ average }) => average);
  const swap = (): void => {
    for (const { v, average } of pairs) {
      tf.tidy(() => {
        const own = tf.clone(v);
        v.assign(tf.clone(average));
        average.assign(own);
      });
    }
  };
  return own({
    ...variablesState(averages),
    update(): void {
      for (const { v, average } of pairs) {
        tf.tidy(() => average.assign(tf.add(tf.mul(decay, average), tf.mul(1 - decay, v))));
      }
    },
    async with<T>(body: () => T | Promise<T>): Promise<T> {
      swap();
      try {
        return await body();
      } finally {
        swap();
      }
    },
    dispose(): void {
      for (const average of averages) average.dispose();
    },
  });
}

/**
 * Wraps a step so that the averages follow each of its updates.
 *
 * @category Training
 */
export function withEma<Batch, Term extends string>(step: Step<Batch, Term>, average: Ema): Step<Batch, Term> {
  return (batch, context) => {
    const result = step(batch, context);
    average.update();
    return result;
  };
}
