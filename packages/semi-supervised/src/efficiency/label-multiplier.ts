import { studentTQuantile } from '../statistics/student-t-quantile';
import { isotonicDecreasing } from './isotonic-decreasing';

/** A number that is known exactly, or only from one side where the baseline's curve ends. @category Label efficiency */
export interface Bounded {
  readonly value: number;
  /** `'>='`: at least `value`, beyond the baseline's largest budget; `'<='`: at most, below its smallest. */
  readonly relation: '=' | '>=' | '<=';
}

/** How many labels a method is worth. Plain JSON. @category Label efficiency */
export interface LabelMultiplier {
  /** Labels that the baseline would need for the same error, divided by the budget. */
  readonly multiplier: Bounded;
  /** Ends of its interval over draws; null for a single draw. */
  readonly low: Bounded | null;
  readonly high: Bounded | null;
}

/** Errors below one in a million count as that, for they have no logarithm. */
const LEAST_ERROR = 1e-6;
/** Points at which each piece of the curve is tested for the ends of the interval. */
const GRID = 64;

const logError = (error: number): number => Math.log(Math.max(error, LEAST_ERROR));

/**
 * Labels that a baseline would need for the errors of a method, relative to the labels that the method had.
 *
 * On each draw the baseline's log error, made non-increasing by isotonic regression, is interpolated linearly over the log
 * number of labels. The estimate is where the mean over draws of `log error - baseline(labels)` crosses 0; the interval holds
 * the numbers of labels at which a paired t-test of that difference does not reject 0 (Fieller's method).
 *
 * @param errors of the method with `budget` labels, one a draw.
 * @param curves of the baseline: errors at each of `budgets`, one list a draw in the same order.
 * @internal
 */
export function labelMultiplier(
  errors: readonly number[],
  curves: readonly (readonly number[])[],
  options: { readonly budget: number; readonly budgets: readonly number[]; readonly level: number },
): LabelMultiplier {
  const { budget, budgets, level } = options;
  const n = errors.length;
  const knots = budgets.map(Math.log);
  const gaps = curves.map((curve, draw) => isotonicDecreasing(curve.map(logError)).map((b) => logError(errors[draw]) - b));
  const t = n > 1 ? studentTQuantile(level, n - 1) : 0;
  // Mean gap at log labels u, moved by `shift` half widths of its interval.
  const gap = (u: number, shift: number): number => {
    let right = knots.findIndex((knot) => knot >= u);
    if (right < 0) right = knots.length - 1;
    const left = Math.max(0, right - 1);
    const part = right === left ? 0 : (u - knots[left]) / (knots[right] - knots[left]);
    const here = gaps.map((g) => g[left] + part * (g[right] - g[left]));
    const mean = here.reduce((a, b) => a + b, 0) / n;
    if (shift === 0) return mean;
    return mean + shift * t * Math.sqrt(here.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1) / n);
  };
  const points = knots.flatMap((knot, i) =>
    i === 0 ? [knot] : Array.from({ length: GRID }, (_, s) => knots[i - 1] + ((knot - knots[i - 1]) * (s + 1)) / GRID),
  );
  const first = points[0];
  const last = points[points.length - 1];
  const relative = (u: number, relation: Bounded['relation']): Bounded => ({ value: Math.exp(u) / budget, relation });
  const crossing = (before: number, after: number, shift: number): Bounded => {
    let [low, high] = [before, after];
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2;
      if (gap(middle, shift) < -ROUNDING) low = middle;
      else high = middle;
    }
    return relative(high, '=');
  };
  const rising = (shift: number): Bounded => {
    if (gap(first, shift) > ROUNDING) return relative(first, '<=');
    const at = points.findIndex((u) => gap(u, shift) >= -ROUNDING);
    if (at < 0) return relative(last, '>=');
    return at === 0 ? relative(first, '=') : crossing(points[at - 1], points[at], shift);
  };
  const falling = (shift: number): Bounded => {
    if (gap(last, shift) <= ROUNDING) return relative(last, '>=');
    let at = points.length - 2;
    while (at >= 0 && gap(points[at], shift) > ROUNDING) at--;
    return at < 0 ? relative(first, '<=') : crossing(points[at], points[at + 1], shift);
  };
  return { multiplier: rising(0), low: n > 1 ? rising(1) : null, high: n > 1 ? falling(-1) : null };
}

/** Gaps this small, in log error, are equalities that were rounded. */
const ROUNDING = 1e-12;
