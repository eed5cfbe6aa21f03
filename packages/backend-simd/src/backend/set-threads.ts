import { checkCount } from '@gen/core';
import { engineFeatures } from '../wasm/engine-features';

let wanted: number | undefined;

/** Threads that the machine runs at once. */
function threadsHere(): number {
  if (globalThis.process?.versions?.node) return process.getBuiltinModule('node:os').availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** With how many threads the backend starts. */
export const threadsToUse = (): number => (engineFeatures().sharedMemory ? (wanted ?? threadsHere()) : 1);

/**
 * Chooses how many threads the backend starts with from now on; at first, as many as the machine runs at once. A backend that runs
 * keeps its own. `useBackend('simd', { threads })` of @gen/backend calls this.
 *
 * The number of threads changes the time that things take, and no bit of any result.
 *
 * @param threads the calling one included; left out, as many as the machine runs at once.
 * @returns how many it starts with: 1 where memory cannot be shared, which Node can, and a page when it is cross-origin isolated.
 * @throws GenError `value`, when it is no positive integer.
 *
 * @example A backend of one's own threads
 * ```ts
 * import { setThreads } from '@gen/backend-simd';
 *
 * const threads = setThreads(2);
 * if (threads > 2) throw new Error('never happens');
 * setThreads();
 * ```
 * @category Backends
 */
export function setThreads(threads?: number): number {
  if (threads !== undefined) checkCount('setThreads', 'threads', threads);
  wanted = threads;
  return threadsToUse();
}
