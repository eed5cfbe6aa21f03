import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../../errors/gen-error';
import { mendTape } from './mend-tape';

/** Every gradient that replaces one of tfjs or stands where it has none. */
const gradients: readonly tf.GradConfig[] = [];

/**
 * Puts right the gradients of tfjs that are wrong, and adds those that it lacks.
 */
export function installGradientFixes(): void {
  if (!tf.getGradient('Square')) {
    throw new GenError(
      'gradient',
      'installGradientFixes: expected the gradients of tfjs to be registered, got none; import @tensorflow/tfjs-layers or @tensorflow/tfjs first, or call useBackend of @gen/backend',
    );
  }
  mendTape();
  for (const config of gradients) {
    if (tf.getGradient(config.kernelName) === config) continue;
    if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}
