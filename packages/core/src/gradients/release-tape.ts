import * as tf from '@tensorflow/tfjs-core';

/**
 * Frees what an exception during differentiation left on the tape, unless an outer gradient still runs.
 *
 * What kernels save for the way back is kept out of every tidy, and tfjs frees it at the end of a successful pass only.
 *
 * @internal
 */
export function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
  state.activeTape = null as never;
}
