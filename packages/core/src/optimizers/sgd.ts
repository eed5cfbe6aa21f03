import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import type { Owned } from '../memory/own';
import { type LearningRate, type Optimizer, optimizerOf } from './optimizer';

/**
 * Stochastic gradient descent, with momentum when it is not 0: `m = momentum * m + g`, `x = x - learningRate * m`, and with
 * Nesterov's look-ahead `x = x - learningRate * (g + momentum * m)`.
 *
 * @param options `learningRate`, a number or a function; `momentum` in [0, 1), default 0; `nesterov`, default false.
 * @throws GenError `value`, for a learning rate that is negative or not finite, or a momentum outside [0, 1).
 * @memory Owned: dispose it. Holds one tensor the size of each variable when there is momentum, none otherwise.
 * @see Sutskever, Martens, Dahl and Hinton (2013), On the importance of initialization and momentum in deep learning.
 *
 * @example One step down a parabola
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { sgd, variable } from '@gen/core';
 *
 * const x = variable('x', () => tf.scalar(1));
 * const optimizer = sgd({ learningRate: 0.1 });
 * tf.tidy(() => optimizer.update(new Map([[x, tf.mul(2, x)]])));
 * optimizer.dispose();
 * x.dispose();
 * ```
 * @category Optimizers
 */
export function sgd({
  learningRate,
  momentum = 0,
  nesterov = false,
}: {
  readonly learningRate: LearningRate;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}): Owned<Optimizer> {
  checkValue('sgd', 'momentum', momentum, momentum >= 0 && momentum < 1, 'in [0, 1)');
  if (momentum === 0) {
    return optimizerOf('sgd', [], learningRate, ({ value, gradient, learningRate: rate }) => ({
      value: tf.sub(value, tf.mul(rate, gradient)),
    }));
  }
  return optimizerOf('sgd', ['momentum'], learningRate, ({ value, gradient, slots, learningRate: rate }) => {
    const velocity = tf.add(tf.mul(momentum, slots.momentum), gradient);
    const direction = nesterov ? tf.add(gradient, tf.mul(momentum, velocity)) : velocity;
    return { value: tf.sub(value, tf.mul(rate, direction)), momentum: velocity };
  });
}
