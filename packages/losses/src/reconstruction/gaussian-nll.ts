import { checkDtype, checkMinRank, checkSameShape } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkGaussian, type Gaussian } from '../distributions/gaussian';
import { exp } from '../numerics/exp';
import { sumEvent } from '../numerics/sum-event';

/**
 * Negative log-likelihood of independent normal variables.
 *
 * `sum_i ((labels_i - mean_i)^2 / exp(logVar_i) + logVar_i + log 2 pi) / 2`, in nats per example. It is a log-density, so it
 * may be negative. With `logVar: 0` it is half the squared error plus a constant.
 *
 * A learned log-variance has no lower bound where an example can be hit exactly; bound it in the network that gives it.
 *
 * @param labels `[batch, ...event]` float32.
 * @param outputs `mean` of the same shape, and `logVar`: a tensor that broadcasts to that shape (per example, per element,
 *   or one for all), or a fixed number.
 * @returns `[batch]` nats, summed over the event.
 * @throws GenError `shape` or `dtype`, and `value` for a `logVar` that is a number and not finite.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Nix and Weigend (1994), Estimating the mean and variance of the target probability distribution.
 *
 * @example A fixed standard deviation of 0.1
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { gaussianNll } from '@gen/losses';
 *
 * const labels = tf.tensor2d([[0.5, 1], [0, 2]]);
 * const mean = tf.tensor2d([[0.4, 1], [0, 2.2]]);
 * const nats = gaussianNll(labels, { mean, logVar: 2 * Math.log(0.1) });
 * tf.dispose([labels, mean, nats]);
 * ```
 * @category Reconstruction
 */
export function gaussianNll(labels: tf.Tensor, outputs: Gaussian): tf.Tensor1D {
  const { mean, logVar } = outputs;
  checkMinRank('gaussianNll', 'labels', labels, 1);
  checkDtype('gaussianNll', 'labels', labels, 'float32');
  checkSameShape('gaussianNll', 'outputs.mean', mean, 'labels', labels);
  checkGaussian('gaussianNll', 'outputs', outputs, 'labels', labels);
  return tf.tidy(() => {
    // Scaled before it is squared: the precision exp(-logVar) overflows at half the log-variance of its root.
    const deviation = tf.sub(labels, mean);
    const z =
      typeof logVar === 'number' ? tf.mul(deviation, Math.exp(-logVar / 2)) : tf.mul(deviation, exp(tf.mul(logVar, -0.5)));
    return sumEvent(tf.mul(0.5, tf.add(tf.square(z), tf.add(logVar, Math.log(2 * Math.PI)))));
  });
}
