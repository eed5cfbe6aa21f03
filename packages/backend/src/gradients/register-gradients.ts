import * as tf from '@tensorflow/tfjs-core';
import { registerEinsumGradient } from './einsum-gradient';

/**
 * Makes sure that tfjs can differentiate: in Node, tfjs-core alone has no gradient registered, and tfjs-layers registers them.
 * Adds the gradient of einsum.
 */
export async function registerGradients(): Promise<void> {
  if (!tf.getGradient('Square')) await import('@tensorflow/tfjs-layers');
  registerEinsumGradient();
}
