import { GenError } from '@gen/core';
import type { Heap } from '../memory/heap';
import { ARGUMENTS, CHUNK, FAILED, INSIDE, ITEMS, KERNEL, NEXT, OPEN, TICKET } from './control';
import { threadSource } from './thread-source';

/** The exports of the module that do work: `(pointer to the arguments, first item, end)`. */
type Kernel = (args: number, begin: number, end: number) => void;

export interface Team {
  /** Threads, the calling one included. */
  readonly threads: number;
  /**
   * Runs a kernel over its items: at once in this thread if they are fewer than two chunks, else together with the other threads.
   *
   * @param args words that the kernel reads, at most 256.
   * @param chunk items that a thread takes at a time. It must not matter to the result.
   * @throws GenError `backend`, when the kernel fails in another thread.
   */
  run(name: string, args: readonly number[], items: number, chunk: number): void;
  dispose(): void;
}

interface Helper {
  terminate(): unknown;
}

function startInNode(data: object): Helper {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // None of the options of this process, such as loaders: they could turn the text into a module, and cost time.
  const worker = new Worker(threadSource, { eval: true, workerData: data, execArgv: [] });
  worker.unref();
  return worker;
}

function startInBrowser(data: object): Helper {
  const url = URL.createObjectURL(new Blob([threadSource], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = () => URL.revokeObjectURL(url);
  worker.postMessage(data);
  return worker;
}

/** The helper, or none where a page's policy forbids it: then there is one thread fewer. */
function started(start: (data: object) => Helper, data: object): Helper[] {
  try {
    return [start(data)];
  } catch {
    return [];
  }
}

/** Turns of looking whether the others are done before this thread sleeps, where it may: the others may need its core. */
const TURNS = 20_000;
/** Items taken at once, at most, so that the count of those taken cannot overflow. */
const MOST = 2 ** 20;

/** The threads that work on the memory, with one instance of the module each. */
export function createTeam(module: WebAssembly.Module, heap: Heap, threads: number): Team {
  const { memory } = heap;
  const instance = new WebAssembly.Instance(module, {
    env: {
      memory,
      abort: () => {
        throw new Error('abort');
      },
    },
  });
  const exports = instance.exports as unknown as Record<string, Kernel> & {
    setScratch(pointer: number): void;
    scratchBytes(): number;
  };
  const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
  const indices = new Map(names.map((name, i) => [name, i]));
  exports.setScratch(heap.allocate(exports.scratchBytes()));
  const start = globalThis.process?.versions?.node ? startInNode : startInBrowser;
  const helpers = Array.from({ length: threads - 1 }, () => heap.allocate(exports.scratchBytes())).flatMap((scratch) =>
    started(start, { module, memory, names, scratch }),
  );
  // The main thread of a page must not wait. Node's may.
  const mayWait = globalThis.process?.versions?.node !== undefined;

  const share = (name: string, words: Int32Array, items: number, chunk: number): void => {
    words[KERNEL] = indices.get(name)!;
    words[ITEMS] = items;
    words[CHUNK] = chunk;
    Atomics.store(words, FAILED, 0);
    Atomics.store(words, NEXT, 0);
    Atomics.store(words, OPEN, 1);
    Atomics.add(words, TICKET, 1);
    Atomics.notify(words, TICKET, Math.ceil(items / chunk) - 1);
    try {
      for (;;) {
        const begin = Atomics.add(words, NEXT, chunk);
        if (begin >= items) break;
        exports[name](ARGUMENTS * 4, begin, Math.min(begin + chunk, items));
      }
    } finally {
      Atomics.store(words, OPEN, 0);
      // The others are at their last chunk.
      let turns = 0;
      for (let inside = Atomics.load(words, INSIDE); inside !== 0; inside = Atomics.load(words, INSIDE))
        if (++turns > TURNS && mayWait) Atomics.wait(words, INSIDE, inside, 0.1);
    }
    if (Atomics.load(words, FAILED) === 1)
      throw new GenError(
        'backend',
        `simd: expected ${name} to finish in every thread, got an error in one; use one thread to see it`,
      );
  };

  return {
    threads: helpers.length + 1,
    run: (name, args, items, chunk) => {
      const { int32: words } = heap;
      words.set(args, ARGUMENTS);
      if (helpers.length === 0 || items <= chunk) exports[name](ARGUMENTS * 4, 0, items);
      else share(name, words, items, Math.min(chunk, MOST));
    },
    dispose: () => {
      for (const helper of helpers) helper.terminate();
      helpers.length = 0;
    },
  };
}
