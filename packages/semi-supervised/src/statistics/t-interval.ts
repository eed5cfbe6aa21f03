import { checkValue } from '@gen/core';
import { mean as meanOf, sampleStandardDeviation } from 'simple-statistics';
import { studentTQuantile } from './student-t-quantile';

/** Mean and spread of repeated runs. Plain JSON. @category Statistics */
export interface Interval {
  /** Number of values. */
  readonly n: number;
  readonly mean: number;
  /** Standard deviation (division by n - 1); null for a single value. */
  readonly sd: number | null;
  /** Ends of the interval for the mean; null for a single value, which says nothing about its own spread. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Student's t interval for the mean: `mean +- t_{level, n - 1} sd / sqrt(n)`.
 *
 * @param values at least one finite number: one result a draw.
 * @param options `level`: coverage, default 0.95.
 * @returns mean, standard deviation and interval. A single value has no interval: its `sd`, `low` and `high` are null.
 * @throws GenError `value` for no value, one that is not finite, or a level outside (0, 1).
 * @see Student (1908), The probable error of a mean.
 *
 * @example The error of five runs
 * ```ts
 * import { tInterval } from '@gen/semi-supervised';
 *
 * const { mean, low, high } = tInterval([0.11, 0.13, 0.12, 0.1, 0.14]);
 * ```
 * @category Statistics
 */
export function tInterval(values: ArrayLike<number>, options: { readonly level?: number } = {}): Interval {
  const { level = 0.95 } = options;
  const all = Array.from(values);
  const n = all.length;
  checkValue('tInterval', 'values', `${n} values`, n > 0, 'at least one number');
  all.forEach((value, i) => {
    checkValue('tInterval', `values[${i}]`, value, Number.isFinite(value), 'finite');
  });
  checkLevel('tInterval', level);
  const mean = meanOf(all);
  if (n === 1) return { n, mean, sd: null, low: null, high: null };
  const sd = sampleStandardDeviation(all);
  const half = (studentTQuantile(level, n - 1) * sd) / Math.sqrt(n);
  return { n, mean, sd, low: mean - half, high: mean + half };
}

/** @internal */
export function checkLevel(where: string, level: number): void {
  checkValue(where, 'level', level, level > 0 && level < 1, 'a number between 0 and 1');
}
