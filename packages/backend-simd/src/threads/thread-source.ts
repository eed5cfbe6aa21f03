import { ARGUMENTS, CHUNK, FAILED, INSIDE, ITEMS, KERNEL, NEXT, OPEN, READY, TICKET } from './control';

/** Turns of looking for a job before a thread goes to sleep: about 50 microseconds, the time between kernels of a step. */
const TURNS = 2000;

/**
 * The program of a thread, as text, since neither bundlers nor CommonJS agree on how a package finds a file of its own.
 *
 * It enters every job that is open, takes chunks of items until there are none, and leaves. A thread that wakes up late finds the job
 * closed, and the main thread never waits for one that has not entered: it closes a job before it looks whether anyone is inside, and
 * a thread says that it is inside before it looks whether the job is open. A kernel that throws must not keep a thread inside.
 */
export const threadSource: string = `
const serve = ({ module, memory, names, scratch }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort() { throw new Error('abort'); } } });
  exports.setScratch(scratch);
  const words = new Int32Array(memory.buffer);
  const kernels = names.map((name) => exports[name]);
  Atomics.add(words, ${READY}, 1);
  let seen = Atomics.load(words, ${TICKET});
  for (;;) {
    let turns = 0;
    while (Atomics.load(words, ${TICKET}) === seen) {
      if (++turns > ${TURNS}) {
        Atomics.wait(words, ${TICKET}, seen);
        turns = 0;
      }
    }
    seen = Atomics.load(words, ${TICKET});
    Atomics.add(words, ${INSIDE}, 1);
    try {
      if (Atomics.load(words, ${OPEN}) === 1) {
        const kernel = kernels[words[${KERNEL}]];
        const items = words[${ITEMS}];
        const chunk = words[${CHUNK}];
        for (;;) {
          const begin = Atomics.add(words, ${NEXT}, chunk);
          if (begin >= items) break;
          kernel(${ARGUMENTS * 4}, begin, Math.min(begin + chunk, items));
        }
      }
    } catch {
      Atomics.store(words, ${FAILED}, 1);
    }
    Atomics.sub(words, ${INSIDE}, 1);
  }
};
if (globalThis.process?.versions?.node) {
  serve(process.getBuiltinModule('node:worker_threads').workerData);
} else {
  self.onmessage = ({ data }) => {
    postMessage('started');
    serve(data);
  };
}
`;
