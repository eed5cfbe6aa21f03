import { installGradientFixes } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes sure that tfjs can differentiate, and right: in Node, tfjs-core alone has no gradient registered, and tfjs-layers
 * registers them.
 */
export async function registerGradients(): Promise<void> {
  if (!tf.getGradient('Square')) await import('@tensorflow/tfjs-layers');
  installGradientFixes();
}
