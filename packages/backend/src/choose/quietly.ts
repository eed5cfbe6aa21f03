import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `body` without tfjs's notices (the banner of the cpu backend, "already registered"); errors still throw.
 *
 * By tfjs's own flag for this, which has one more effect, a check that kernels leave no data behind.
 */
export async function quietly<T>(body: () => Promise<T>): Promise<T> {
  const before = tf.env().getBool('IS_TEST');
  tf.env().set('IS_TEST', true);
  try {
    return await body();
  } finally {
    tf.env().set('IS_TEST', before);
  }
}
