// What all reductions share: which numbers belong to an output.

/**
 * The words of a reduction. The axes of a tensor, those of size 1 left out and neighbors of one kind put together, alternate between
 * kept and reduced. The last is `width` numbers that lie together; the other reduced ones make `rows`, numbered as they lie in memory.
 * An item of work is one block of the rows, for one output (its width reduced too) or one panel of columns (its width kept).
 */
@unmanaged
export class Plan {
  x: usize;
  out: usize;
  width: i32;
  /** Numbers of the last row, where one long row was cut into several. */
  tail: i32;
  rows: i32;
  rowsPerBlock: i32;
  blocks: i32;
  panels: i32;
  // Sizes and steps, in numbers, of up to three reduced and three kept axes, the innermost first; the third has the rest as its size.
  rowSize0: i32;
  rowSize1: i32;
  rowStep0: i32;
  rowStep1: i32;
  rowStep2: i32;
  keptSize0: i32;
  keptSize1: i32;
  keptStep0: i32;
  keptStep1: i32;
  keptStep2: i32;
  /** What a finished sum is divided by; 0 keeps it as a double, to be finished later. */
  divisor: i32;
}

/** Columns of an item. */
export const PANEL: i32 = 256;

// @ts-ignore: decorator
@inline
function place(index: i32, size0: i32, size1: i32, step0: i32, step1: i32, step2: i32): usize {
  // The common case, without divisions.
  if (index < size0) return <usize>index * step0;
  const rest = index / size0;
  return <usize>(index % size0) * step0 + <usize>(rest % size1) * step1 + <usize>(rest / size1) * step2;
}

/** Where the numbers of an output begin, counted in numbers. */
// @ts-ignore: decorator
@inline
export function keptPlace(plan: Plan, output: i32): usize {
  return place(output, plan.keptSize0, plan.keptSize1, plan.keptStep0, plan.keptStep1, plan.keptStep2);
}

/** Where a row begins, counted in numbers from the place of its output. */
// @ts-ignore: decorator
@inline
export function rowPlace(plan: Plan, row: i32): usize {
  return place(row, plan.rowSize0, plan.rowSize1, plan.rowStep0, plan.rowStep1, plan.rowStep2);
}

/** The end of the rows from `row` on that lie at equal steps, `end` at most. */
// @ts-ignore: decorator
@inline
export function stretchEnd(plan: Plan, row: i32, end: i32): i32 {
  return min(end, row + plan.rowSize0 - row % plan.rowSize0);
}
