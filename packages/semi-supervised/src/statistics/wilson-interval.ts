import { checkCount, checkValue } from '@gen/core';
import { studentTQuantile } from './student-t-quantile';
import { checkLevel } from './t-interval';

/** A proportion with its interval. Plain JSON. @category Statistics */
export interface Proportion {
  readonly n: number;
  /** successes / n. */
  readonly proportion: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for a proportion: how far one run's accuracy may be off because the test set is finite.
 *
 * `(p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)`. It stays within [0, 1] and, unlike `p +- z se`,
 * holds its level near 0 and 1.
 *
 * @param successes number of right answers, 0 to n.
 * @param n number of questions.
 * @param options `level`: coverage, default 0.95.
 * @throws GenError `value` for counts or a level out of range.
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference.
 *
 * @example 95 of 100 test images
 * ```ts
 * import { wilsonInterval } from '@gen/semi-supervised';
 *
 * const { proportion, low, high } = wilsonInterval(95, 100); // 0.95, 0.888 to 0.978
 * ```
 * @category Statistics
 */
export function wilsonInterval(successes: number, n: number, options: { readonly level?: number } = {}): Proportion {
  const { level = 0.95 } = options;
  checkCount('wilsonInterval', 'n', n);
  checkCount('wilsonInterval', 'successes', successes, 0);
  checkValue('wilsonInterval', 'successes', successes, successes <= n, `at most n, ${n}`);
  checkLevel('wilsonInterval', level);
  const p = successes / n;
  const z = studentTQuantile(level, Number.POSITIVE_INFINITY);
  const shrink = 1 + (z * z) / n;
  const center = (p + (z * z) / (2 * n)) / shrink;
  const half = ((z / shrink) * Math.sqrt(n * p * (1 - p) + (z * z) / 4)) / n;
  return { n, proportion: p, low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
