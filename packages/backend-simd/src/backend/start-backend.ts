import { createHeap } from '../memory/heap';
import { createTeam } from '../threads/team';
import { engineFeatures } from '../wasm/engine-features';
import { loadModule } from '../wasm/load';
import { threadsToUse } from './set-threads';
import { SimdBackend } from './simd-backend';

/** Starts the backend: compiles the kernels, reserves memory, starts threads. */
export async function startBackend(): Promise<SimdBackend> {
  const { sharedMemory } = engineFeatures();
  const module = await loadModule(sharedMemory);
  const heap = createHeap(sharedMemory);
  return new SimdBackend(heap, createTeam(module, heap, threadsToUse()));
}
