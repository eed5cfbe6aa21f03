import { checkCount, checkValue, createRng, GenError, sha256 } from '@gen/core';
import { byClass } from './by-class';

/** How many labels to spend, and which draw of them. @category Splits */
export type BudgetOptions =
  | { readonly perClass: number; readonly total?: undefined; readonly seed: number }
  | { readonly total: number; readonly perClass?: undefined; readonly seed: number };

/** The labelled examples of a budget. @category Splits */
export interface LabelBudget {
  /** Positions of the labelled examples, in the order in which they were drawn. */
  readonly indices: Uint32Array;
  /** SHA-256 of the indices as 32-bit little-endian words in this order: put it beside any result. */
  readonly sha256: string;
}

/**
 * Draws the few examples whose labels may be seen.
 *
 * All budgets of one seed are prefixes of one sequence, so the draws are nested: 20 labels inside 50 inside 100. The sequence
 * goes round the classes in rounds, one example of each class a round, the classes of a round in random order: with `total`,
 * classes differ by one label at most until one of them is used up, and each has one label at least. A draw is a pure function
 * of labels and seed.
 *
 * @param labels `[size]` class of every example, integers from 0.
 * @param options `perClass` labels of each class, or `total` labels; `seed` of the draw.
 * @returns the positions of the labelled examples and their SHA-256.
 * @throws GenError `budget`, for more labels than the class or the data have, or fewer than one a class; `value`, for labels or
 * numbers that are no such integers.
 *
 * @example Twenty labels inside fifty
 * ```ts
 * import { glyphs, labelBudget } from '@gen/datasets';
 *
 * const data = glyphs({ size: 1000 });
 * const fifty = await labelBudget(data.labels, { total: 50, seed: 1 });
 * const twenty = await labelBudget(data.labels, { perClass: 2, seed: 1 });
 * twenty.indices.every((index) => fifty.indices.includes(index)); // true
 * const labelled = data.select(fifty.indices, 'labelled');
 * ```
 * @category Splits
 */
export async function labelBudget(labels: ArrayLike<number>, options: BudgetOptions): Promise<LabelBudget> {
  const { perClass, total, seed } = options;
  const given = perClass ?? total;
  checkValue(
    'labelBudget',
    'options',
    Object.keys(options),
    (perClass === undefined) !== (total === undefined),
    'one of perClass and total',
  );
  checkCount('labelBudget', perClass === undefined ? 'total' : 'perClass', given, perClass === undefined ? 0 : 1);
  const rng = createRng(seed).fork('label-budget');
  const members = byClass('labelBudget', 'labels', labels);
  const count = perClass === undefined ? given! : perClass * members.size;
  refuse(members, labels.length, perClass, count);

  const queues = [...members].map(([label, positions]) => {
    const order = rng.fork('class').fork(label).permutation(positions.length);
    return Array.from(order, (place) => positions[place]);
  });
  const indices = new Uint32Array(count);
  for (let drawn = 0, round = 0; drawn < count; round++) {
    for (const c of rng.fork('round').fork(round).permutation(queues.length)) {
      if (drawn < count && round < queues[c].length) indices[drawn++] = queues[c][round];
    }
  }
  const words = new DataView(new ArrayBuffer(4 * count));
  indices.forEach((index, i) => {
    words.setUint32(4 * i, index, true);
  });
  return { indices, sha256: await sha256(new Uint8Array(words.buffer)) };
}

function refuse(members: Map<number, number[]>, size: number, perClass: number | undefined, total: number): void {
  const fail = (expected: string, got: string): never => {
    throw new GenError('budget', `labelBudget: expected ${expected}, got ${got}`);
  };
  if (perClass === undefined) {
    if (total > size) fail(`total of at most the ${size} examples`, `${total}`);
    if (total < members.size) fail(`total of at least ${members.size}, one label for each class`, `${total}`);
    return;
  }
  for (const [label, { length }] of members) {
    if (perClass > length) fail(`perClass of at most ${length}, the examples of class ${label}`, `${perClass}`);
  }
}
