import type { SimdBackend } from '../backend/simd-backend';

/** As in assembly/gemm.ts: the tile in registers, and the most rows and columns of an item of work. */
const MR = 4;
export const NR = 8;
const MC = 160;
const NC = 64;
/** Numbers of k between two visits of C: a panel of B of this length stays in the first-level cache. */
const KC = 512;
/** Products that a thread takes at a time at least: some microseconds. */
const GRAIN = 2 ** 18;

/** Where rows of A and C are: of position (batch, y, x) in bytes. A plain matrix has one y and one batch. */
export interface Rows {
  readonly width: number;
  readonly height: number;
  readonly aX: number;
  readonly aY?: number;
  readonly aBatch?: number;
  readonly cX: number;
  readonly cY?: number;
  readonly cBatch?: number;
}

/** A stretch of k in a row of A: where it begins, in bytes from the row, and how many numbers. */
export type Segment = readonly [offset: number, length: number];

export interface Product {
  /** Pointers to A, B and C of each product, one after the other. */
  readonly matrices: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly rows: Rows;
  readonly segments: readonly Segment[];
  /** Bytes between rows of B within a panel of 8 columns, and between panels; for packed ones unless given. */
  readonly bStep?: number;
  readonly panelStep?: number;
  /** A pointer to n biases, a number of assembly/activation.ts, the bits of its parameter. */
  readonly bias?: number;
  readonly activation?: number;
  readonly alpha?: number;
}

const sum = (segments: readonly Segment[]): number => segments.reduce((total, [, length]) => total + length, 0);

/** Segments in blocks of at most KC numbers, as words. */
function blockWords(segments: readonly Segment[]): number[] {
  const words: number[] = [];
  let block: Segment[] = [];
  const close = (): void => {
    if (block.length > 0) words.push(block.length, sum(block), ...block.flat());
    block = [];
  };
  for (const [offset, length] of segments) {
    for (let done = 0; done < length; done += KC) {
      const part = Math.min(KC, length - done);
      if (sum(block) + part > KC) close();
      block.push([offset + done * 4, part]);
    }
  }
  close();
  words.push(0);
  return words;
}

function run(backend: SimdBackend, kernel: 'multiply' | 'dots', job: Product, blocks: readonly number[]): void {
  const { matrices, m, n, rows, segments } = job;
  const k = sum(segments);
  const { bStep = NR * 4, panelStep = k * NR * 4 } = job;
  let rowsPerItem = Math.ceil(m / Math.ceil(m / MC) / MR) * MR;
  let columnsPerItem = kernel === 'dots' ? n : NC;
  const count = matrices.length / 3;
  const items = (): number => count * Math.ceil(m / rowsPerItem) * Math.ceil(n / columnsPerItem);
  // Enough items for the threads to end at the same time.
  while (kernel === 'multiply' && items() < 16 && columnsPerItem > 2 * NR) columnsPerItem /= 2;
  while (items() < 16 && rowsPerItem > 8 * MR) rowsPerItem = Math.ceil(rowsPerItem / 2 / MR) * MR;
  const words = [...matrices, ...blocks];
  backend.withScratch(words.length * 4, (table) => {
    backend.heap.int32.set(words, table / 4);
    const { width, height, aX, aY = 0, aBatch = 0, cX, cY = 0, cBatch = 0 } = rows;
    const { bias = 0, activation = 0, alpha = 0 } = job;
    const args = [table, m, n, k, rowsPerItem, columnsPerItem, width, height, aX, aY, aBatch, cX, cY, cBatch];
    const chunk = Math.ceil(GRAIN / (rowsPerItem * Math.min(n, columnsPerItem) * Math.max(k, 1)));
    backend.team.run(
      kernel,
      [...args, table + matrices.length * 4, bStep, panelStep, bias, activation, alpha],
      items(),
      Math.max(1, chunk),
    );
  });
}

/** C = A B with bias and activation: assembly/gemm.ts. */
export function product(backend: SimdBackend, job: Product): void {
  run(backend, 'multiply', job, blockWords(job.segments));
}

/** C = A B for few columns, those of B contiguous and `panelStep` bytes apart, those of C `bStep` bytes. No bias, no activation. */
export function dots(backend: SimdBackend, job: Product): void {
  const { segments } = job;
  run(backend, 'dots', job, [segments.length, sum(segments), ...segments.flat(), 0]);
}

/** How row k of B is found: number `k % length` of run `k / length`, by steps in bytes. */
export interface Right {
  readonly n: number;
  readonly columnStep: number;
  readonly length: number;
  readonly step: number;
  readonly runs?: number;
  readonly runStep?: number;
  readonly innerRuns?: number;
  readonly innerStep?: number;
  /** Matrices one after the other. */
  readonly count?: number;
  readonly matrixStep?: number;
}

/** Bytes of one packed matrix. */
export const packedBytes = (k: number, n: number): number => Math.ceil(n / NR) * NR * k * 4;

/** Packs matrices in panels of 8 columns. */
export function pack(backend: SimdBackend, from: number, to: number, right: Right): void {
  const { n, columnStep, length, step, runs = 1, runStep = 0, innerRuns = 1, innerStep = 0, count = 1, matrixStep = 0 } = right;
  const panels = Math.ceil(n / NR);
  const args = [from, to, n, panels, matrixStep, columnStep, runs, innerRuns, length, runStep, innerStep, step];
  backend.team.run('packB', args, panels * count, Math.ceil(2 ** 14 / (runs * innerRuns * length * NR)));
}

/** Transposes matrices that lie one after the other. */
export function transposeMatrices(
  backend: SimdBackend,
  from: number,
  to: number,
  [rows, columns]: readonly [number, number],
  count = 1,
): void {
  const perMatrix = Math.ceil(rows / 16);
  const bytes = rows * columns * 4;
  backend.team.run(
    'transposeMatrix',
    [from, rows, columns, to, bytes, bytes, perMatrix],
    perMatrix * count,
    Math.ceil(2 ** 14 / (columns * 16)),
  );
}
