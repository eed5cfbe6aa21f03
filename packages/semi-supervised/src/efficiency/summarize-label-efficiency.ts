import { checkValue, GenError } from '@gen/core';
import { type PairedDifference, pairedDifference } from '../statistics/paired-difference';
import { checkLevel, type Interval, tInterval } from '../statistics/t-interval';
import { type EfficiencyRow, keyOf } from './label-efficiency';
import { type LabelMultiplier, labelMultiplier } from './label-multiplier';

/** Error of a method with a budget, over the draws. @category Label efficiency */
export interface EfficiencyCell extends Interval {
  readonly method: string;
  readonly budget: number;
  /** The largest error, and the draw in which it came. */
  readonly worst: number;
  readonly worstDraw: number;
}

/** Error of `method` minus error of `against`, on the same draws. @category Label efficiency */
export interface EfficiencyDifference extends PairedDifference {
  readonly method: string;
  readonly against: string;
  readonly budget: number;
}

/** The label multiplier of a method with a budget. @category Label efficiency */
export interface EfficiencyMultiplier extends LabelMultiplier {
  readonly method: string;
  readonly budget: number;
}

/** All figures of an experiment. Plain JSON, the same for any order of the rows. @category Label efficiency */
export interface EfficiencySummary {
  readonly baseline: string;
  /** Coverage of all intervals. */
  readonly level: number;
  readonly methods: readonly string[];
  /** Budgets that every method has. */
  readonly budgets: readonly number[];
  readonly draws: readonly number[];
  /** Method by method, budgets ascending; the baseline may have more budgets than the others. */
  readonly cells: readonly EfficiencyCell[];
  /** Each method against the baseline, then the pairs that were asked for. */
  readonly differences: readonly EfficiencyDifference[];
  /** Each method but the baseline. */
  readonly multipliers: readonly EfficiencyMultiplier[];
}

/** What to compare. @category Label efficiency */
export interface EfficiencySummaryOptions {
  /** The supervised method that the others are measured by. */
  readonly baseline: string;
  /** Further pairs `[method, against]` to compare. */
  readonly pairs?: readonly (readonly [string, string])[];
  /** Order of the methods, each of them once; default the baseline, then the others by name. */
  readonly methods?: readonly string[];
  /** Coverage of the intervals; default 0.95. */
  readonly level?: number;
}

/**
 * Sums up an experiment: mean error, spread and t interval over draws, the worst draw, paired differences, and the label
 * multiplier, the number of labels that the baseline would need for the same error divided by those that were used.
 *
 * The experiment must be complete: every method on every draw of every budget, and on the same labelled examples. The
 * baseline alone may have more budgets, to carry its curve further. Draws are compared in pairs.
 *
 * The multiplier comes from the baseline's errors, made non-increasing and interpolated in log error over log labels, draw by
 * draw. Beyond the baseline's largest budget it is only known from below, and says so: relation `'>='`.
 *
 * @param rows as `labelEfficiency` yields them, in any order.
 * @throws GenError `value` for no rows, two rows of one run, a missing run, an error outside [0, 1], labelled examples that
 *   differ between methods, or a name that is no method.
 *
 * @example Half the error is worth four times the labels where error falls as the root of their number
 * ```ts
 * import { summarizeLabelEfficiency } from '@gen/semi-supervised';
 *
 * const row = (method: string, budget: number, draw: number, error: number) =>
 *   ({ method, budget, draw, seed: 0, error, accuracy: 1 - error, indicesSha256: `${draw}/${budget}` });
 * const rows = [25, 100].flatMap((budget) => [0, 1].flatMap((draw) => [
 *   row('labels only', budget, draw, (1 + 0.1 * draw) / Math.sqrt(budget)),
 *   row('pretrained', budget, draw, (0.5 + 0.06 * draw) / Math.sqrt(budget)),
 * ]));
 * const { multipliers } = summarizeLabelEfficiency(rows, { baseline: 'labels only' }); // 25: about 4, 100: >= 1
 * ```
 * @category Label efficiency
 */
export function summarizeLabelEfficiency(rows: readonly EfficiencyRow[], options: EfficiencySummaryOptions): EfficiencySummary {
  const where = 'summarizeLabelEfficiency';
  const { baseline, pairs = [], level = 0.95 } = options;
  checkLevel(where, level);
  const runs = indexed(where, rows);
  const found = [...new Set(rows.map((row) => row.method))].sort();
  const known = (name: string, method: string): void =>
    checkValue(where, name, method, found.includes(method), `a method of the rows, ${found.join(', ')}`);
  known('baseline', baseline);
  for (const pair of pairs) for (const method of pair) known('pairs', method);
  const methods = options.methods ?? [baseline, ...found.filter((method) => method !== baseline)];
  const same = [...methods].sort().join('\n') === found.join('\n');
  checkValue(where, 'methods', methods.join(', '), same, `each of ${found.join(', ')} once`);

  const draws = ascending(rows.map((row) => row.draw));
  const others = rows.filter((row) => row.method !== baseline);
  const longest = ascending(rows.filter((row) => row.method === baseline).map((row) => row.budget));
  const budgets = others.length > 0 ? ascending(others.map((row) => row.budget)) : longest;
  const budgetsOf = (method: string): readonly number[] => (method === baseline ? longest : budgets);
  // Every method on every draw, so that the errors below stand in pairs.
  const errorsOf = (method: string, budget: number): number[] => {
    return draws.map((draw) => {
      const row = runs.get(keyOf(method, budget, draw));
      if (!row) throw new GenError('value', `${where}: expected a row of ${method}, budget ${budget}, draw ${draw}, got none`);
      return row.error;
    });
  };
  const curve = longest.map((budget) => errorsOf(baseline, budget));
  const curves = draws.map((_, i) => curve.map((errors) => errors[i]));

  const cells = methods.flatMap((method) =>
    budgetsOf(method).map((budget): EfficiencyCell => {
      const errors = errorsOf(method, budget);
      const worst = Math.max(...errors);
      return { method, budget, ...tInterval(errors, { level }), worst, worstDraw: draws[errors.indexOf(worst)] };
    }),
  );
  const compared = methods.filter((method) => method !== baseline);
  const differences = [...compared.map((method) => [method, baseline] as const), ...pairs].flatMap(([method, against]) =>
    budgets.map((budget): EfficiencyDifference => {
      const difference = pairedDifference(errorsOf(method, budget), errorsOf(against, budget), { level });
      return { method, against, budget, ...difference };
    }),
  );
  const multipliers = compared.flatMap((method) =>
    budgets.map((budget): EfficiencyMultiplier => {
      const errors = errorsOf(method, budget);
      return { method, budget, ...labelMultiplier(errors, curves, { budget, budgets: longest, level }) };
    }),
  );
  return { baseline, level, methods: [...methods], budgets, draws, cells, differences, multipliers };
}

function indexed(where: string, rows: readonly EfficiencyRow[]): Map<string, EfficiencyRow> {
  checkValue(where, 'rows', `${rows.length} rows`, rows.length > 0, 'at least one');
  const runs = new Map<string, EfficiencyRow>();
  const labelled = new Map<string, EfficiencyRow>();
  for (const row of rows) {
    const { method, budget, draw, error, indicesSha256 } = row;
    const run = `${method}, budget ${budget}, draw ${draw}`;
    checkValue(where, `the error of ${run},`, error, error >= 0 && error <= 1, 'a number from 0 to 1');
    const key = keyOf(method, budget, draw);
    if (runs.has(key)) throw new GenError('value', `${where}: expected one row of ${run}, got two`);
    runs.set(key, row);
    const draft = `${budget} ${draw}`;
    const other = labelled.get(draft) ?? row;
    labelled.set(draft, other);
    if (other.indicesSha256 !== indicesSha256) {
      const got = `${indicesSha256} and ${other.indicesSha256}`;
      throw new GenError('value', `${where}: expected ${run} on the same indices as ${other.method}, got ${got}`);
    }
  }
  return runs;
}

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
