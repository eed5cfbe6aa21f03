/** What an engine offers to this backend. @category Backends */
export interface EngineFeatures {
  /** WebAssembly with 128-bit SIMD: without it the backend does not start. */
  readonly simd: boolean;
  /** Relaxed SIMD, for a multiplication and an addition in one instruction: about a quarter faster. Node has it from version 22. */
  readonly relaxedSimd: boolean;
  /** Memory that threads can share: in Node always, on a page when it is cross-origin isolated. Without it there is one thread. */
  readonly sharedMemory: boolean;
}

const HEAD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10];

/** Whether the engine takes a module of one function that gives a vector, with these instructions. */
const takes = (...body: number[]): boolean =>
  WebAssembly.validate(new Uint8Array([...HEAD, body.length + 4, 1, body.length + 2, 0, ...body, 11]));

/** i8x16.splat(i32.const 0) */
const vector = [65, 0, 253, 15];
const relaxedMadd = [253, 0x85, 2];

/** Whether memory can be shared with threads. */
function sharesMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || typeof Atomics === 'undefined') return false;
  const { process, crossOriginIsolated } = globalThis as { process?: NodeJS.Process; crossOriginIsolated?: boolean };
  return process?.versions?.node !== undefined || crossOriginIsolated === true;
}

/**
 * Says what the JavaScript engine at hand offers to this backend, without starting it.
 *
 * @example Whether threads can be used
 * ```ts
 * import { engineFeatures } from '@gen/backend-simd';
 *
 * const { simd, sharedMemory } = engineFeatures();
 * const cores = sharedMemory ? 'all cores' : 'one core: the page is not cross-origin isolated';
 * if (!simd) throw new Error(`expected WebAssembly SIMD, got none, on ${cores}`);
 * ```
 * @category Backends
 */
export function engineFeatures(): EngineFeatures {
  const has = typeof WebAssembly !== 'undefined';
  return {
    simd: has && takes(...vector),
    relaxedSimd: has && takes(...vector, ...vector, ...vector, ...relaxedMadd),
    sharedMemory: has && sharesMemory(),
  };
}
