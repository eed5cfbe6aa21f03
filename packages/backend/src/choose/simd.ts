import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Candidate } from './candidate';
import { peerError } from './peer';
import { stop } from './start';

type SimdModule = typeof import('@gen/backend-simd');

/** What is used here of the backend that the package registers. */
interface SimdBackend extends tf.KernelBackend {
  readonly team: { readonly threads: number };
}

const tfjsName = 'simd';

async function load(): Promise<SimdModule> {
  try {
    return await import('@gen/backend-simd');
  } catch (cause) {
    throw peerError('simd', '@gen/backend-simd', cause);
  }
}

/** Ends a backend that runs with another number of threads; {@link stop} leaves it to be started anew. */
function endOthers(threads: number): void {
  const running = tf.engine().registry[tfjsName] as SimdBackend | undefined;
  if (!running || running.team.threads === threads) return;
  const tensors = running.numDataIds();
  if (tensors > 0) {
    throw new GenError(
      'backend',
      `useBackend: expected no tensors on backend 'simd', which runs with another number of threads, ${running.team.threads}, got ${tensors}; dispose of them, or of the backend, before you ask for ${threads}`,
    );
  }
  stop('simd', tfjsName, running);
}

/** Our own kernels in WebAssembly, on as many threads as there may be. */
export const simd: Candidate = {
  tfjsName,
  prepare: async ({ threads }) => {
    const { setThreads } = await load();
    if (threads !== undefined) endOthers(setThreads(threads));
  },
  describe: async (instance) => {
    const { relaxedSimd } = (await load()).engineFeatures();
    const { threads } = (instance as SimdBackend).team;
    const lanes = `WebAssembly with ${relaxedSimd ? 'relaxed ' : ''}SIMD`;
    return { description: `${lanes}, ${threads} thread${threads > 1 ? 's' : ''}`, device: 'cpu', threads };
  },
};
