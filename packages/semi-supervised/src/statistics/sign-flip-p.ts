/** Most differences for which all sign patterns are counted. @internal */
export const MOST_FLIPS = 40;

/**
 * Exact two-sided p-value of the hypothesis that each difference is as likely to be negative as positive: the part of all
 * 2^n patterns of signs whose sum is at least as far from 0 as the observed one.
 *
 * The sums of two halves of the values are listed and sorted, so that 2^(n/2) numbers stand for 2^n patterns.
 *
 * @param differences at least one; pairs without a difference count for neither side.
 * @returns the p-value, or null for more than 40 values.
 * @internal
 */
export function signFlipP(differences: readonly number[]): number | null {
  const n = differences.length;
  if (n > MOST_FLIPS) return null;
  const sizes = differences.map(Math.abs);
  const total = sizes.reduce((a, b) => a + b, 0);
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  // Equal sums that were added in another order must count as equal.
  const threshold = observed - 1e-12 * total;
  if (threshold <= 0) return 1;
  const left = signedSums(sizes.slice(0, n >> 1));
  const right = signedSums(sizes.slice(n >> 1));
  let reaching = 0;
  let at = right.length;
  for (const sum of left) {
    while (at > 0 && sum + right[at - 1] >= threshold) at--;
    reaching += right.length - at;
  }
  // As many patterns reach the threshold on the negative side.
  return (2 * reaching) / 2 ** n;
}

function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  let filled = 1;
  for (const size of sizes) {
    for (let i = 0; i < filled; i++) {
      sums[filled + i] = sums[i] + size;
      sums[i] -= size;
    }
    filled *= 2;
  }
  return sums.sort();
}
