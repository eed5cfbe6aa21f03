import * as tf from '@tensorflow/tfjs-core';
import type { State, Stateful } from '../checkpoint/stateful';
import { variablesState } from '../checkpoint/variables-state';
import { checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { type Owned, own } from '../memory/own';
import { byPath, setPath } from '../network/path';
import type { Step } from './train-step';

/** Exponential moving averages of variables. @category Training */
export interface Ema extends Stateful {
  /** Moves the averages towards the variables: `average = decay * average + (1 - decay) * variable`. */
  update(): void;
  /**
   * Runs `body` with the variables holding their averages, and puts their own values back after it, also when it throws. Until then
   * nothing may train or save them: all other methods throw.
   */
  with<T>(body: () => T | Promise<T>): Promise<T>;
  dispose(): void;
}

/**
 * Keeps exponential moving averages of variables, those that are not trainable (batch-normalization statistics) included.
 *
 * The average begins at the variables' present values; variables that are not float32 are copied.
 *
 * @param decay between 0 and 1; for a half-life of h examples and batches of b, `0.5 ** (b / h)`.
 * @throws GenError `value`, for a decay outside [0, 1), and from a method that is called inside of `with`; `path`, for two variables
 *   with one path.
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
  let swapped = false;
  const swap = (): void => {
    for (const { v, average } of pairs) {
      tf.tidy(() => {
        const own = tf.clone(v);
        v.assign(tf.clone(average));
        average.assign(own);
      });
    }
    swapped = !swapped;
  };
  const whileOut = (what: string): void => {
    if (swapped)
      throw new GenError('value', `ema.${what}: expected the variables to hold their own values, got it inside of ema.with`);
  };
  const state = variablesState(averages);
  return own({
    exportState(): State {
      whileOut('exportState');
      return state.exportState();
    },
    importState(saved: State): void {
      whileOut('importState');
      state.importState(saved);
    },
    update(): void {
      whileOut('update');
      for (const { v, average } of pairs) {
        tf.tidy(() => {
          if (v.dtype !== 'float32') average.assign(tf.clone(v));
          // As a step towards the variable: in float32, decay and 1 - decay do not add up to 1, which would scale the average.
          else average.assign(tf.add(average, tf.mul(1 - decay, tf.sub(v, average))));
        });
      }
    },
    async with<T>(body: () => T | Promise<T>): Promise<T> {
      whileOut('with');
      swap();
      try {
        return await body();
      } finally {
        swap();
      }
    },
    dispose(): void {
      for (const average of averages) if (!average.isDisposed) average.dispose();
    },
  });
}

/**
 * Wraps a step so that the averages follow each of its updates.
 *
 * @returns a step that gives what the wrapped one gives.
 *
 * @example Averages of a whole run
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { ema, sgd, train, trainStep, variable, withEma } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(0));
 * const optimizer = sgd({ learningRate: 0.1 });
 * const average = ema([x], { decay: 0.9 });
 * const step = trainStep({ objective: () => ({ loss: tf.square(tf.sub(x, 3)) }), variables: [x], optimizer });
 * const data = { async *[Symbol.asyncIterator]() { yield {}; } };
 * for await (const event of train(withEma(step, average), data, { steps: 5 })) event.step;
 * average.dispose();
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Training
 */
export function withEma<Batch, Term extends string>(step: Step<Batch, Term>, average: Ema): Step<Batch, Term> {
  return (batch, context) => {
    const result = step(batch, context);
    average.update();
    return result;
  };
}
