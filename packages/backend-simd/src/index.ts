import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from './backend/start-backend';
import { registerKernels } from './kernels/register';

export { setThreads } from './backend/start-backend';

// As tfjs's own backends do: to import the package is to register it.
if (!('simd' in tf.engine().registryFactory)) {
  tf.registerBackend('simd', startBackend, 3);
  registerKernels('simd');
}
