import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

// Replaced by the real thing in the next commit.
export type BackendName = 'auto' | 'cpu' | 'wasm' | 'webgpu' | 'node' | 'cuda' | 'simd';
export async function useBackend(name: BackendName, _options: { allowSoftware?: boolean } = {}): Promise<{ name: string }> {
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend(name);
  await tf.ready();
  return { name };
}
