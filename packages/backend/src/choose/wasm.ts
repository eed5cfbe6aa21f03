import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { enableWasmTraining } from '../wasm/enable-wasm-training';
import type { Candidate } from './candidate';
import { peerError } from './peer';

type WasmModule = typeof import('@tensorflow/tfjs-backend-wasm');

async function load(): Promise<WasmModule> {
  try {
    return await import('@tensorflow/tfjs-backend-wasm');
  } catch (cause) {
    throw peerError('wasm', '@tensorflow/tfjs-backend-wasm', cause);
  }
}

/** WebAssembly with SIMD, with the kernels that training needs. */
export const wasm: Candidate = {
  tfjsName: 'wasm',
  hint: '; in a bundled page, serve the .wasm files of tfjs-backend-wasm and pass {wasmPaths} to useBackend',
  prepare: async ({ wasmPaths }) => {
    const { setWasmPaths } = await load();
    if (wasmPaths !== undefined && !('wasm' in tf.engine().registry)) {
      try {
        setWasmPaths(wasmPaths as string);
      } catch (cause) {
        throw new GenError('backend', `useBackend: expected wasmPaths that work, got: ${(cause as Error).message}`, { cause });
      }
    }
    enableWasmTraining();
  },
  describe: async () => {
    const threads = (await load()).getThreadsCount();
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    // Without thread support tfjs-backend-wasm reports no count, or a count of threads that it cannot start.
    const threaded = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true && threads > 1;
    const lanes = simd ? 'WebAssembly with SIMD' : 'WebAssembly without SIMD';
    const count = threaded ? threads : 1;
    return { description: `${lanes}, ${count} thread${count > 1 ? 's' : ''}`, device: 'cpu', threads: count };
  },
};
