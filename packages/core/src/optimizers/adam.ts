import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import type { Owned } from '../memory/own';
import { type LearningRate, type Optimizer, optimizerOf } from './optimizer';

/** Options of {@link adam}. @category Optimizers */
export interface AdamOptions {
  readonly learningRate: LearningRate;
  /** Decay of the mean of gradients, default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, default 0.999. */
  readonly beta2?: number;
  /** Added to the root, default 1e-8; where a backend computes in 16 bits, 1e-4 at least. */
  readonly epsilon?: number;
}

/**
 * Adam: `m = b1 m + (1 - b1) g`, `v = b2 v + (1 - b2) g^2`, `x = x - learningRate * m' / (sqrt(v') + epsilon)`, where m' and
 * v' are m and v divided by `1 - b1^t` and `1 - b2^t`, with t counted for each variable.
 *
 * Runs as one kernel a variable where the backend has one (`GenAdam`), and as tfjs ops elsewhere.
 *
 * @throws GenError `value`, for a learning rate that is negative or not finite, a beta outside [0, 1), an epsilon that is not positive.
 * @memory Owned: dispose it. Holds two tensors the size of each variable.
 * @see Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1. arXiv:1412.6980
 *
 * @example The usual settings
 * ```ts
 * import { adam } from '@gen/core';
 *
 * const optimizer = adam({ learningRate: 1e-3 });
 * optimizer.dispose();
 * ```
 * @category Optimizers
 */
export function adam(options: AdamOptions): Owned<Optimizer> {
  return adamFamily('adam', options, () => 0);
}

/**
 * AdamW: Adam with decoupled weight decay, `x = x * (1 - learningRate * weightDecay)` before Adam's step.
 *
 * Decays variables of two and more axes only (kernels and embeddings, not biases and normalization), unless `decays` says otherwise.
 *
 * @param options those of {@link adam}; `weightDecay`, default 0.01; `decays`, which variables.
 * @throws GenError `value`, as {@link adam}, and for a negative weight decay.
 * @memory Owned: dispose it. Holds two tensors the size of each variable.
 * @see Loshchilov and Hutter (2019), Decoupled weight decay regularization, algorithm 2. arXiv:1711.05101
 *
 * @example Decay everything
 * ```ts
 * import { adamw } from '@gen/core';
 *
 * const optimizer = adamw({ learningRate: 1e-3, weightDecay: 0.01, decays: () => true });
 * optimizer.dispose();
 * ```
 * @category Optimizers
 */
export function adamw({
  weightDecay = 0.01,
  decays = (v) => v.rank >= 2,
  ...options
}: AdamOptions & { readonly weightDecay?: number; readonly decays?: (variable: tf.Variable) => boolean }): Owned<Optimizer> {
  checkValue('adamw', 'weightDecay', weightDecay, weightDecay >= 0, 'at least 0');
  return adamFamily('adamw', options, (v) => (decays(v) ? weightDecay : 0));
}

const fusedKernel = 'GenAdam';

function adamFamily(
  name: string,
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  decayOf: (variable: tf.Variable) => number,
): Owned<Optimizer> {
  checkValue(name, 'beta1', beta1, beta1 >= 0 && beta1 < 1, 'in [0, 1)');
  checkValue(name, 'beta2', beta2, beta2 >= 0 && beta2 < 1, 'in [0, 1)');
  checkValue(name, 'epsilon', epsilon, epsilon > 0, 'positive');
  return optimizerOf(name, ['m', 'v'], learningRate, ({ value: x, gradient: g, slots, learningRate: rate, count }) => {
    const weightDecay = decayOf(x);
    const c1 = 1 - beta1 ** count;
    const c2 = 1 - beta2 ** count;
    if (tf.getKernel(fusedKernel, tf.getBackend())) {
      const inputs = { x, g, m: slots.m, v: slots.v };
      const attributes = { learningRate: rate, beta1, beta2, epsilon, weightDecay, c1, c2 };
      const [value, m, v] = tf.engine().runKernel(fusedKernel, inputs, attributes) as unknown as tf.Tensor[];
      return { value, m, v };
    }
    const m = tf.add(tf.mul(beta1, slots.m), tf.mul(1 - beta1, g));
    const v = tf.add(tf.mul(beta2, slots.v), tf.mul(1 - beta2, tf.square(g)));
    const root = tf.add(tf.sqrt(tf.div(v, c2)), epsilon);
    const decayed = weightDecay === 0 ? x : tf.mul(x, 1 - rate * weightDecay);
    return { value: tf.sub(decayed, tf.mul(rate / c1, tf.div(m, root))), m, v };
  });
}
