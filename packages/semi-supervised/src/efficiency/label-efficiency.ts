import { checkCount, checkValue, createRng, GenError, type Json, type Rng } from '@gen/core';

/** Which examples are labelled, as `labelBudget` of @gen/datasets gives it. Structural. @category Label efficiency */
export interface Labelled {
  /** Positions of the labelled examples. */
  readonly indices: ArrayLike<number>;
  /** SHA-256 of the indices, hexadecimal. */
  readonly sha256: string;
}

/** What a method is told about the run that it makes. @category Label efficiency */
export interface RunContext {
  /** Positions of the labelled examples; every other label is off limits. */
  readonly labelled: Int32Array;
  /** Their labels, in the same order. */
  readonly labels: Int32Array;
  /** Number of labelled examples. */
  readonly budget: number;
  /** Number of the draw, from 0. */
  readonly draw: number;
  /** Seed of the run, the same for every method on this draw and budget. */
  readonly seed: number;
  /** A generator made of `seed`. */
  readonly rng: Rng;
  /** Tells a long run to stop. */
  readonly signal?: AbortSignal;
}

/** What a method reports. @category Label efficiency */
export interface RunOutcome {
  /** Part of the test examples that was classified wrongly, 0 to 1. */
  readonly error: number;
  /** Anything else worth keeping in the row. */
  readonly details?: Json;
}

/** Trains on the labelled examples that it is told of, and tests. @category Label efficiency */
export type EfficiencyMethod = (context: RunContext) => RunOutcome | Promise<RunOutcome>;

/** One finished run. Plain JSON. @category Label efficiency */
export interface EfficiencyRow {
  readonly method: string;
  readonly budget: number;
  readonly draw: number;
  /** Seed of the experiment. */
  readonly seed: number;
  readonly error: number;
  /** `1 - error`. */
  readonly accuracy: number;
  /** SHA-256 of the labelled indices. */
  readonly indicesSha256: string;
  readonly details?: Json;
}

/** The experiment. @category Label efficiency */
export interface LabelEfficiencyOptions {
  /** Methods by name; they run in this order. */
  readonly methods: Readonly<Record<string, EfficiencyMethod>>;
  /** Numbers of labelled examples, ascending. */
  readonly budgets: readonly number[];
  /** Number of independent draws of labelled examples. */
  readonly draws: number;
  /** The labelled examples of a draw: pure, and nested, so that each budget of a draw holds the smaller ones. */
  readonly budgetOf: (draw: number, total: number) => Labelled | Promise<Labelled>;
  /** Everything random in a run follows from it, the draw and the budget. */
  readonly seed: number;
  /** Rows of an earlier, interrupted run of the same experiment; they are not run again. */
  readonly completed?: readonly EfficiencyRow[];
  /** Checked between runs and handed to the methods. */
  readonly signal?: AbortSignal;
}

/**
 * Runs every method on the same nested draws of labelled examples, and yields each result as soon as it is there.
 *
 * Draw after draw, budget after budget, method after method: an interrupted experiment holds whole draws. Append each row to
 * a file, hand the rows back as `completed`, and the experiment goes on where it stopped with the same results.
 * Rows that are already complete are not yielded again.
 *
 * @param labels class of every example that may be labelled, integers from 0.
 * @returns the rows of this call, in the order in which they finish.
 * @throws GenError `value` for budgets that do not ascend, labelled examples that are repeated, too many or too few, out of
 *   range or not nested, an error outside [0, 1]; `resume` for a completed row of another experiment or one given twice.
 *   The signal's reason when aborted.
 * @see Kingma, Rezende, Mohamed, Welling (2014), Semi-supervised learning with deep generative models, arXiv:1406.5298, for
 *   error against the number of labels over several draws.
 *
 * @example Two methods, two budgets, three draws
 * ```ts
 * import { type EfficiencyRow, labelEfficiency, summarizeLabelEfficiency } from '@gen/semi-supervised';
 *
 * const labels = Array.from({ length: 40 }, (_, i) => i % 2);
 * const rows: EfficiencyRow[] = [];
 * const runs = labelEfficiency(labels, {
 *   methods: {
 *     supervised: ({ budget, rng }) => ({ error: 1 / budget + 0.01 * rng.next() }),
 *     pretrained: ({ budget, rng }) => ({ error: 0.5 / budget + 0.01 * rng.next() }),
 *   },
 *   budgets: [4, 8],
 *   draws: 3,
 *   budgetOf: (draw, total) => ({ indices: Array.from({ length: total }, (_, i) => i + draw), sha256: `${draw}-${total}` }),
 *   seed: 1,
 * });
 * for await (const row of runs) rows.push(row);
 * const summary = summarizeLabelEfficiency(rows, { baseline: 'supervised' });
 * ```
 * @category Label efficiency
 */
export async function* labelEfficiency(
  labels: ArrayLike<number>,
  options: LabelEfficiencyOptions,
): AsyncGenerator<EfficiencyRow, void, undefined> {
  const { methods, budgets, draws, budgetOf, seed, completed = [], signal } = options;
  const names = Object.keys(methods);
  checkValue('labelEfficiency', 'methods', `${names.length} methods`, names.length > 0, 'at least one');
  checkCount('labelEfficiency', 'draws', draws);
  const ascend = budgets.length > 0 && budgets.every((b, i) => Number.isSafeInteger(b) && b > (i === 0 ? 0 : budgets[i - 1]));
  checkValue('labelEfficiency', 'budgets', budgets.join(', '), ascend, 'ascending integers of at least 1');
  const experiment = createRng(seed).fork('label-efficiency');
  const done = completedRuns(completed, { names, budgets, draws, seed });

  for (let draw = 0; draw < draws; draw++) {
    let smaller: ArrayLike<number> = [];
    for (const budget of budgets) {
      signal?.throwIfAborted();
      const { indices, sha256 } = await budgetOf(draw, budget);
      checkIndices(indices, smaller, { draw, budget, examples: labels.length });
      smaller = indices;
      const labelled = Int32Array.from(indices);
      const own = labelled.map((i) => labels[i]);
      const runSeed = experiment
        .fork(draw)
        .fork(budget)
        .integer(2 ** 32);
      for (const method of names) {
        const earlier = done.get(keyOf(method, budget, draw));
        if (earlier) {
          if (earlier.indicesSha256 === sha256) continue;
          throw new GenError(
            'resume',
            `labelEfficiency: expected completed ${method}, budget ${budget}, draw ${draw} on the indices ${sha256}, got ${earlier.indicesSha256}`,
          );
        }
        signal?.throwIfAborted();
        const context = { labelled, labels: own, budget, draw, seed: runSeed, rng: createRng(runSeed), signal };
        const { error, details } = await methods[method](context);
        const name = `the error of ${method} with ${budget} labels, draw ${draw},`;
        checkValue('labelEfficiency', name, error, error >= 0 && error <= 1, 'a number from 0 to 1');
        const row = { method, budget, draw, seed, error, accuracy: 1 - error, indicesSha256: sha256 };
        yield details === undefined ? row : { ...row, details };
      }
    }
  }
}

/** One string a run. @internal */
export const keyOf = (method: string, budget: number, draw: number): string => JSON.stringify([method, budget, draw]);

function completedRuns(
  rows: readonly EfficiencyRow[],
  experiment: { names: readonly string[]; budgets: readonly number[]; draws: number; seed: number },
): Map<string, EfficiencyRow> {
  const { names, budgets, draws, seed } = experiment;
  const done = new Map<string, EfficiencyRow>();
  rows.forEach((row, i) => {
    const refuse = (expected: string, got: unknown): never => {
      throw new GenError('resume', `labelEfficiency: expected completed[${i}] ${expected}, got ${got}`);
    };
    if (!names.includes(row.method)) refuse(`of a method among ${names.join(', ')}`, `'${row.method}'`);
    if (!budgets.includes(row.budget)) refuse(`of a budget among ${budgets.join(', ')}`, row.budget);
    if (!(row.draw >= 0 && row.draw < draws)) refuse(`of a draw from 0 to ${draws - 1}`, row.draw);
    if (row.seed !== seed) refuse(`of seed ${seed}`, row.seed);
    const key = keyOf(row.method, row.budget, row.draw);
    if (done.has(key)) refuse('to be new', `a second row of ${row.method}, budget ${row.budget}, draw ${row.draw}`);
    done.set(key, row);
  });
  return done;
}

function checkIndices(
  indices: ArrayLike<number>,
  smaller: ArrayLike<number>,
  { draw, budget, examples }: { readonly draw: number; readonly budget: number; readonly examples: number },
): void {
  const name = `budgetOf(${draw}, ${budget})`;
  const all = new Set(Array.from(indices));
  const distinct = all.size === budget && indices.length === budget;
  checkValue(
    'labelEfficiency',
    name,
    `${indices.length} indices, ${all.size} different`,
    distinct,
    `${budget} different indices`,
  );
  for (const i of all) {
    checkValue('labelEfficiency', name, i, Number.isInteger(i) && i >= 0 && i < examples, `indices below ${examples}`);
  }
  const lost = Array.from(smaller).find((i) => !all.has(i));
  checkValue('labelEfficiency', name, `none of index ${lost}`, lost === undefined, 'to hold every index of the smaller budgets');
}
