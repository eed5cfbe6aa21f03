import type { TypedArray } from '@tensorflow/tfjs-core';
import { type Allocator, createAllocator } from './allocator';

const PAGE = 65536;
/** All that 32 bits can address, less a page: a pointer past the end must not be 0. */
const PAGES = 65535;
/** Where jobs are described to the threads; tensors come after. */
export const START = 4096;

export interface Heap extends Allocator {
  readonly memory: WebAssembly.Memory;
  /** Views of all memory; valid until the next allocation. */
  readonly int32: Int32Array;
  readonly float32: Float32Array;
  readonly uint8: Uint8Array;
  /** Whether an array lies in this memory. */
  owns(values: TypedArray): boolean;
}

/** Memory that can grow to all that 32 bits address, or to as much of it as the engine, on a phone say, wants to promise. */
function reserve(initial: number, shared: boolean): WebAssembly.Memory {
  for (let maximum = PAGES; ; maximum >>= 1) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared });
    } catch (error) {
      if (maximum >> 1 < initial) throw error;
    }
  }
}

/** The memory that all tensors lie in. @param shared whether threads see it: then it is a SharedArrayBuffer. */
export function createHeap(shared: boolean): Heap {
  const initial = 256;
  const memory = reserve(initial, shared);
  let buffer: ArrayBufferLike | undefined;
  // A shared memory that grew has a new buffer, and views of the old one still see it.
  const buffers = new WeakSet<ArrayBufferLike>();
  let int32 = new Int32Array(0);
  let float32 = new Float32Array(0);
  let uint8 = new Uint8Array(0);
  const refresh = (): void => {
    if (memory.buffer === buffer) return;
    buffer = memory.buffer;
    buffers.add(buffer);
    int32 = new Int32Array(buffer as ArrayBuffer);
    float32 = new Float32Array(buffer as ArrayBuffer);
    uint8 = new Uint8Array(buffer as ArrayBuffer);
  };
  const grow = (bytes: number): number => {
    const now = memory.buffer.byteLength / PAGE;
    const needed = Math.ceil(bytes / PAGE) - now;
    // An eighth more than now, so that many small requests do not grow it many times.
    for (const pages of [Math.max(needed, Math.min(now >> 3, PAGES - now)), needed]) {
      try {
        memory.grow(pages);
        break;
      } catch {}
    }
    return memory.buffer.byteLength;
  };
  const allocator = createAllocator(START, initial * PAGE, grow);
  refresh();
  return {
    memory,
    allocate: allocator.allocate,
    free: allocator.free,
    get used() {
      return allocator.used;
    },
    get peak() {
      return allocator.peak;
    },
    get int32() {
      refresh();
      return int32;
    },
    get float32() {
      refresh();
      return float32;
    },
    get uint8() {
      refresh();
      return uint8;
    },
    owns: ({ buffer: own }) => own === memory.buffer || buffers.has(own),
  };
}
