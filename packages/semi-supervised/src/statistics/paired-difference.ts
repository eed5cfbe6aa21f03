import { GenError } from '@gen/core';
import { signFlipP } from './sign-flip-p';
import { type Interval, tInterval } from './t-interval';

/** Mean difference between two methods on the same draws. Plain JSON. @category Statistics */
export interface PairedDifference extends Interval {
  /**
   * Exact two-sided sign-flip (Fisher randomization) p-value. It cannot be below 2 / 2^n: 0.0625 for 5 draws, 0.002 for 10.
   * Null for more than 40 pairs.
   */
  readonly p: number | null;
}

/**
 * Compares two methods that were run on the same draws, by their differences `a - b`, one a draw.
 *
 * What the draws have in common, such as an unlucky choice of labelled examples, cancels out.
 *
 * @param a results of one method, one a draw.
 * @param b results of the other, in the same order of draws.
 * @param options `level`: coverage of the t interval, default 0.95.
 * @throws GenError `shape` for other lengths, `value` for no pair or a number that is not finite.
 * @see Fisher (1935), The Design of Experiments, section 21, for the randomization test.
 *
 * @example Is the first method's error lower?
 * ```ts
 * import { pairedDifference } from '@gen/semi-supervised';
 *
 * const { mean, high, p } = pairedDifference([0.2, 0.22, 0.19], [0.25, 0.26, 0.22]);
 * ```
 * @category Statistics
 */
export function pairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { readonly level?: number } = {},
): PairedDifference {
  if (a.length !== b.length) {
    throw new GenError('shape', `pairedDifference: expected a and b of one length, got ${a.length} and ${b.length}`);
  }
  const differences = Array.from(a, (value, i) => value - b[i]);
  return { ...tInterval(differences, options), p: signFlipP(differences) };
}
