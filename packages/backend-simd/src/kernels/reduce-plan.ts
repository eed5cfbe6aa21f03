import * as tf from '@tensorflow/tfjs-core';

/** Columns of an item of work, as in assembly/reduce-plan.ts. */
export const PANEL = 256;
/** Numbers of an item. */
export const BLOCK = 32768;
/** Numbers that a thread takes at a time: what takes as long as to wake it. */
export const SHARE: number = 2 * BLOCK;

/** Axes that are reduced, or kept, next to each other: their size, and the distance of their numbers. */
interface Run {
  readonly reduced: boolean;
  readonly size: number;
  readonly step: number;
}

/** Axes of size 1 left out and neighbors of one kind put together, the innermost first. */
function runsOf(shape: readonly number[], axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis];
    if (size === 1) continue;
    const reduced = axes.includes(axis);
    const last = runs[runs.length - 1];
    if (last?.reduced === reduced) runs[runs.length - 1] = { ...last, size: last.size * size };
    else runs.push({ reduced, size, step });
    step *= size;
  }
  return runs;
}

/** How a reduction is done; the words of assembly/reduce-plan.ts in their order, less where to read and write, and what to divide by. */
export interface Plan {
  /** Whether the innermost axis is kept. */
  readonly columns: boolean;
  /** Numbers of the innermost axis. */
  readonly width: number;
  readonly blocks: number;
  /** Outputs, but for columns. */
  readonly outer: number;
  readonly items: number;
  /** Items that a thread takes at a time. */
  readonly chunk: number;
  readonly words: readonly number[];
}

const sizeOf = (runs: readonly Run[]): number => runs.reduce((product, { size }) => product * size, 1);

/** Sizes of two axes and steps of three, where there are fewer: of size 1. */
function stepsOf(runs: readonly Run[]): number[] {
  const [a, b, c] = runs;
  return [a?.size ?? 1, b?.size ?? 1, a?.step ?? 0, b?.step ?? 0, c?.step ?? 0];
}

/**
 * Plans the reduction of a tensor that is not empty. Blocks of about equal size depend on the shape alone, so that however many threads
 * work, the same numbers are added in the same order.
 *
 * @param split whether an output may be put together from blocks.
 * @returns undefined where more than three runs of axes are reduced or kept, which takes more than six axes.
 */
export function planReduction(shape: readonly number[], axes: readonly number[], split: boolean): Plan | undefined {
  const [innermost, ...others] = runsOf(shape, axes);
  const kept = others.filter(({ reduced }) => !reduced);
  let rowRuns = others.filter(({ reduced }) => reduced);
  if (!innermost || kept.length > 3 || rowRuns.length > 3) return undefined;
  const columns = !innermost.reduced;
  const outer = sizeOf(kept);
  let rows = sizeOf(rowRuns);
  let width = innermost.size;
  let tail = width;
  if (split && !columns && rows === 1 && width > BLOCK) {
    // One long row, cut into several.
    rows = Math.ceil(width / BLOCK);
    tail = width - (rows - 1) * BLOCK;
    width = BLOCK;
    rowRuns = [{ reduced: true, size: rows, step: BLOCK }];
  }
  const across = columns ? Math.min(width, PANEL) : width;
  const rowsPerBlock = split ? Math.max(1, Math.floor(BLOCK / across)) : rows;
  const blocks = Math.ceil(rows / rowsPerBlock);
  const panels = columns ? Math.ceil(width / PANEL) : 1;
  const chunk = Math.max(1, Math.floor(SHARE / (across * Math.min(rows, rowsPerBlock))));
  const words = [width, tail, rows, rowsPerBlock, blocks, panels, ...stepsOf(rowRuns), ...stepsOf(kept)];
  return { columns, width, blocks, outer, items: outer * blocks * panels, chunk, words };
}

/** The shape of a reduced tensor. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  const [out] = tf.backend_util.computeOutAndReduceShapes(shape as number[], axes as number[]);
  return keepDims ? tf.backend_util.expandShapeToKeepDim(out, axes as number[]) : out;
}
