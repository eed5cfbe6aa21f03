import { checkDtype, checkValue } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import { checkBroadcast } from '../numerics/check-broadcast';

/**
 * Independent normal distributions, one an element, by mean and log-variance.
 *
 * The log-variance may be any number: the standard deviation is `exp(logVar / 2)`. Float32 holds variances and precisions
 * for log-variances from -80 to 80.
 *
 * @category Distributions
 */
export interface Gaussian {
  readonly mean: tf.Tensor;
  /** Log of the variance: a tensor that broadcasts to the events, or one fixed number for all (0 is unit variance). */
  readonly logVar: tf.Tensor | number;
}

/** Throws unless both parameters are float32 and broadcast to `event`. @internal */
export function checkGaussian(
  where: string,
  name: string,
  { mean, logVar }: Gaussian,
  otherName: string,
  other: tf.Tensor,
): void {
  checkDtype(where, `${name}.mean`, mean, 'float32');
  checkBroadcast(where, `${name}.mean`, mean, otherName, other);
  if (typeof logVar === 'number') {
    checkValue(where, `${name}.logVar`, logVar, Number.isFinite(logVar), 'a tensor or a finite number');
  } else {
    checkDtype(where, `${name}.logVar`, logVar, 'float32');
    checkBroadcast(where, `${name}.logVar`, logVar, otherName, other);
  }
}
