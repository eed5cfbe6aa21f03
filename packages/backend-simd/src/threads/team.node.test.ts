import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type * as tf from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SimdBackend } from '../backend/simd-backend';
import type { Kernel } from '../kernels/kernel';
import { batchMatMul } from '../kernels/mat-mul';
import { fusedBatchNorm } from '../kernels/norm';
import { reduceKernels } from '../kernels/reduce';
import { madeTensor } from '../kernels/reduce-cases';
import { scanKernels } from '../kernels/scan';
import { softmax } from '../kernels/softmax';
import { unaryKernels } from '../kernels/unary';
import { createHeap, type Heap } from '../memory/heap';
import { loadModule } from '../wasm/load';
import { INSIDE, READY, TICKET } from './control';
import { createTeam, type Team } from './team';

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await loadModule(true);
});

const teams: Team[] = [];
afterAll(() => {
  for (const team of teams) team.dispose();
});

function assemble(threads: number): { heap: Heap; team: Team } {
  const heap = createHeap(true);
  const team = createTeam(module, heap, threads);
  teams.push(team);
  return { heap, team };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function ready({ heap, team }: { heap: Heap; team: Team }): Promise<void> {
  while (Atomics.load(heap.int32, READY) < team.threads - 1) await pause(2);
}

/**
 * Expects that nobody stays inside. At once after a job somebody may be: who comes late enters, finds the job closed and leaves.
 */
function settle({ heap }: { heap: Heap }): void {
  const end = performance.now() + 10_000;
  while (Atomics.load(heap.int32, INSIDE) !== 0) if (performance.now() > end) expect.fail('a thread stays inside');
}

/** Negates `items` numbers `times` times, and each time expects that every number was, once. */
function negate({ heap, team }: { heap: Heap; team: Team }, items: number, chunk: number, times: number): void {
  const [x, y] = [heap.allocate(items * 4), heap.allocate(items * 4)];
  const from = heap.float32.subarray(x / 4, x / 4 + items);
  const to = heap.float32.subarray(y / 4, y / 4 + items);
  for (let time = 0; time < times; time++) {
    for (let i = 0; i < items; i++) from[i] = time + i;
    to.fill(0.5);
    team.run('unaryNeg', [x, y], items, chunk);
    let wrong = 0;
    for (let i = 0; i < items; i++) if (to[i] !== -(time + i)) wrong++;
    if (wrong > 0) expect.fail(`${wrong} numbers are wrong after job ${time}`);
  }
  settle({ heap });
  heap.free(x);
  heap.free(y);
}

describe('a team', () => {
  test('does 10,000 jobs, each whole, with more threads than cores', async () => {
    const crew = assemble(4);
    await ready(crew);
    negate(crew, 64, 4, 10_000);
    // A second word of the protocol: one ticket for each job.
    expect(Atomics.load(crew.heap.int32, TICKET)).toBe(10_000);
  });

  test('wakes up after having slept, time and again', async () => {
    const crew = assemble(3);
    await ready(crew);
    for (let i = 0; i < 40; i++) {
      await pause(i % 4);
      negate(crew, 4096, 64, 5);
    }
  });

  test('works before the others have started, and as they start', async () => {
    const crew = assemble(4);
    negate(crew, 1024, 16, 20);
    while (Atomics.load(crew.heap.int32, READY) < 3) {
      negate(crew, 256, 16, 5);
      await pause(0);
    }
    negate(crew, 1024, 16, 200);
  });

  test('works on memory that grew after the others had started', async () => {
    const crew = assemble(3);
    await ready(crew);
    const length = crew.heap.memory.buffer.byteLength;
    negate(crew, 8_000_000, 65_536, 2);
    expect(crew.heap.memory.buffer.byteLength).toBeGreaterThan(length);
  });

  test('says so when a kernel fails, and works on', async () => {
    const crew = assemble(3);
    await ready(crew);
    for (let i = 0; i < 20; i++) {
      expect(() => crew.team.run('unaryNeg', [0xfff00000, 0xfff00000], 1 << 16, 64)).toThrow();
      settle(crew);
      negate(crew, 1024, 16, 10);
    }
  });

  test('works alone when the others have been let go', async () => {
    const crew = assemble(3);
    await ready(crew);
    negate(crew, 1024, 16, 10);
    crew.team.dispose();
    await pause(20);
    negate(crew, 1024, 16, 100);
  });
});

/** Kernels on tensors large enough for several items of work each. */
const calls: readonly (readonly [string, unknown, Record<string, number[]>, object])[] = [
  ['BatchMatMul', batchMatMul, { a: [300, 257], b: [257, 130] }, { transposeA: false, transposeB: false }],
  ['Exp', unaryKernels.Exp, { x: [300_001] }, {}],
  ['Sum of rows', reduceKernels.Sum, { x: [70, 9001] }, { axis: [1], keepDims: false }],
  ['Sum of columns', reduceKernels.Sum, { x: [30_000, 33] }, { axis: [0], keepDims: false }],
  ['Sum of all', reduceKernels.Sum, { x: [1_000_003] }, { axis: [0], keepDims: false }],
  ['Sum of both sides', reduceKernels.Sum, { x: [900, 3, 300] }, { axis: [0, 2], keepDims: false }],
  ['Mean', reduceKernels.Mean, { x: [64, 30, 30, 16] }, { axis: [1, 2], keepDims: true }],
  ['Max', reduceKernels.Max, { x: [700_001] }, { reductionIndices: [0], keepDims: false }],
  ['Prod', reduceKernels.Prod, { x: [30, 40_000] }, { axis: [0], keepDims: false }],
  ['Cumsum', scanKernels.Cumsum, { x: [60, 6000] }, { axis: 0, exclusive: false, reverse: true }],
  ['Softmax', softmax, { logits: [3000, 101] }, { dim: -1 }],
  ['FusedBatchNorm', fusedBatchNorm, { x: [4000, 33], mean: [33], variance: [33] }, { varianceEpsilon: 20 }],
];

test.each(calls)('%s has the same bits by 1, 2 and 4 threads', async (_, kernel, shapes, attrs) => {
  const results: Uint8Array[] = [];
  for (const threads of [1, 2, 4]) {
    const crew = assemble(threads);
    const backend = new SimdBackend(crew.heap, crew.team);
    await ready(crew);
    const inputs = Object.fromEntries(
      Object.entries(shapes).map(([name, shape], i) => {
        const { values } = madeTensor(shape, 'float32', 17 + i);
        return [name, backend.makeTensorInfo(shape, 'float32', Float32Array.from(values))];
      }),
    );
    for (let time = 0; time < (threads === 1 ? 1 : 5); time++) {
      const y = (kernel as Kernel)({ inputs, attrs, backend } as never) as tf.TensorInfo;
      results.push(new Uint8Array((backend.readSync(y.dataId as object) as Float32Array).buffer));
      backend.disposeData(y.dataId as object);
    }
    crew.team.dispose();
  }
  for (const result of results) expect(Buffer.compare(result, results[0])).toBe(0);
});

describe('a process', () => {
  let folder: string;
  let bundle: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simd-'));
    bundle = join(folder, 'index.mjs');
    await build({
      stdin: {
        contents: `
          import * as tf from '@tensorflow/tfjs-core';
          import { setThreads } from './index';
          setThreads(4);
          export const go = async () => {
            await tf.setBackend('simd');
            const x = tf.ones([300, 300]);
            for (let i = 0; i < 50; i++) tf.dispose([tf.matMul(x, x), tf.exp(x)]);
            console.log(String((await tf.sum(tf.matMul(x, x)).data())[0]), tf.backend().team.threads);
          };`,
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@gen/source'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      outfile: bundle,
      logLevel: 'error',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = promisify(execFile);
  const source = (): string => `import { go } from ${JSON.stringify(pathToFileURL(bundle).href)}; await go();`;

  test.each([
    ['a module', async () => [join(folder, 'run.mjs')]],
    ['text on the command line', async () => ['--input-type=module', '--eval', source()]],
  ])('that uses the backend ends by itself: %s', async (_, args) => {
    await writeFile(join(folder, 'run.mjs'), source());
    const { stdout } = await run(process.execPath, await args(), { timeout: 30_000 });
    expect(stdout.trim()).toBe('27000000 4');
  });
});
