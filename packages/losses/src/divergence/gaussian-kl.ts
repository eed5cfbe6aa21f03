import { checkMinRank } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkGaussian, type Gaussian } from '../distributions/gaussian';
import { exp } from '../numerics/exp';
import { sumEvent } from '../numerics/sum-event';

const STANDARD: { readonly mean: number; readonly logVar: number } = { mean: 0, logVar: 0 };

/**
 * Kullback-Leibler divergence KL(q || p) of independent normal distributions; to the standard normal when `p` is left out.
 *
 * `sum_i (exp(r_i) - 1 - r_i + (mean_q - mean_p)_i^2 / exp(logVar_p_i)) / 2` with `r = logVar_q - logVar_p`, in nats per
 * example; `exp(r) - 1` is one operation, so two nearly equal distributions lose no digits.
 *
 * @param q the approximate posterior: `mean` `[batch, ...event]`; `logVar` broadcasts to it, or is a fixed number.
 * @param p the prior: both broadcast to the shape of `q.mean`, so one prior can serve all examples.
 * @returns `[batch]` nats, summed over the event.
 * @throws GenError `shape` or `dtype`, and `value` for a `logVar` that is a number and not finite.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Kingma and Welling (2013), Auto-Encoding Variational Bayes, appendix B, arXiv:1312.6114.
 *
 * @example A posterior that is the prior costs nothing
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { gaussianKl } from '@gen/losses';
 *
 * const [mean, logVar] = [tf.zeros([4, 2]), tf.zeros([4, 2])];
 * const nats = gaussianKl({ mean, logVar });
 * tf.dispose([mean, logVar, nats]);
 * ```
 * @category Divergence
 */
export function gaussianKl(q: Gaussian, p?: Gaussian): tf.Tensor1D {
  checkMinRank('gaussianKl', 'q.mean', q.mean, 1);
  checkGaussian('gaussianKl', 'q', q, 'q.mean', q.mean);
  if (p) checkGaussian('gaussianKl', 'p', p, 'q.mean', q.mean);
  return tf.tidy(() => {
    const to = p ?? STANDARD;
    const ratio = tf.sub(q.logVar, to.logVar);
    const shift = tf.sub(q.mean, to.mean);
    const inverse = typeof to.logVar === 'number' ? Math.exp(-to.logVar / 2) : exp(tf.mul(to.logVar, -0.5));
    const z = tf.mul(shift, inverse);
    return sumEvent(tf.mul(0.5, tf.add(tf.square(z), tf.sub(tf.expm1(ratio), ratio))));
  });
}
