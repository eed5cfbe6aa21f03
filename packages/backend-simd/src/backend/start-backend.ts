import { checkCount } from '@gen/core';
import { createHeap } from '../memory/heap';
import { createTeam } from '../threads/team';
import { canShare } from '../wasm/features';
import { loadModule } from '../wasm/load';
import { SimdBackend } from './simd-backend';

/** Threads that this machine is good for; 1 where memory cannot be shared. */
function threadsHere(): number {
  if (!canShare()) return 1;
  if (globalThis.process?.versions?.node) return process.getBuiltinModule('node:os').availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

let wanted: number | undefined;

/**
 * Chooses the number of threads, for the next start of the backend. Without it, all that the machine runs at once.
 *
 * @param threads the calling one included. More than one needs shared memory: Node has it, a page when it is cross-origin isolated.
 * @throws GenError `value`, when it is no positive integer.
 * @category Backends
 */
export function setThreads(threads: number): void {
  checkCount('setThreads', 'threads', threads);
  wanted = threads;
}

/** Starts the backend: compiles the kernels, reserves memory, starts threads. */
export async function startBackend(): Promise<SimdBackend> {
  const shared = canShare();
  const heap = createHeap(shared);
  return new SimdBackend(heap, createTeam(await loadModule(shared), heap, shared ? (wanted ?? threadsHere()) : 1));
}
