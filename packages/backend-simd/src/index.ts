import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from './backend/start-backend';
import { registerKernels } from './kernels/register';

export { setThreads } from './backend/set-threads';
export { type EngineFeatures, engineFeatures } from './wasm/engine-features';

// As tfjs's own backends do: to import the package is to register it. Its priority is above wasm's, 2, and below those of GPUs and of
// TensorFlow's own library, 3.
if (!tf.findBackendFactory('simd')) {
  tf.registerBackend('simd', startBackend, 2.5);
  registerKernels('simd');
}
