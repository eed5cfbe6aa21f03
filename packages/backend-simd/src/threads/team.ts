import type { Heap } from '../memory/heap';
import { ARGUMENTS, CHUNK, INSIDE, ITEMS, KERNEL, NEXT, OPEN, TICKET } from './control';
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
   */
  run(name: string, args: readonly number[], items: number, chunk: number): void;
  dispose(): void;
}

interface Helper {
  terminate(): unknown;
}

function startInNode(data: object): Helper {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(threadSource, { eval: true, workerData: data });
  worker.unref();
  return worker;
}

function startInBrowser(data: object): Helper {
  const url = URL.createObjectURL(new Blob([threadSource], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.postMessage(data);
  // The browser has the text once the worker runs.
  worker.onerror = () => URL.revokeObjectURL(url);
  return worker;
}

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
  const helpers = Array.from({ length: threads - 1 }, () =>
    start({ module, memory, names, scratch: heap.allocate(exports.scratchBytes()) }),
  );

  return {
    threads,
    run: (name, args, items, chunk) => {
      const { int32: words } = heap;
      words.set(args, ARGUMENTS);
      if (helpers.length === 0 || items <= chunk) {
        exports[name](ARGUMENTS * 4, 0, items);
        return;
      }
      words[KERNEL] = indices.get(name)!;
      words[ITEMS] = items;
      words[CHUNK] = chunk;
      Atomics.store(words, NEXT, 0);
      Atomics.store(words, OPEN, 1);
      Atomics.add(words, TICKET, 1);
      Atomics.notify(words, TICKET);
      for (;;) {
        const begin = Atomics.add(words, NEXT, chunk);
        if (begin >= items) break;
        exports[name](ARGUMENTS * 4, begin, Math.min(begin + chunk, items));
      }
      Atomics.store(words, OPEN, 0);
      // The others are at their last chunk. No Atomics.wait: the main thread of a page must not.
      while (Atomics.load(words, INSIDE) !== 0);
    },
    dispose: () => {
      for (const helper of helpers) helper.terminate();
      helpers.length = 0;
    },
  };
}
