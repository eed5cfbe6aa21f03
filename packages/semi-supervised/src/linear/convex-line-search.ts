/** Value, slope and curvature of a function of one variable. @internal */
export type Along = Float64Array;

/** Largest part of the first slope that may be left: the curvature condition of a strong Wolfe search. */
const CURVATURE = 0.1;
/** Part of the promised decrease that must be delivered: the sufficient-decrease condition. */
const DECREASE = 1e-4;

/**
 * Finds a step along a convex function that satisfies the strong Wolfe conditions, by Newton's method kept inside a bracket.
 *
 * @param along writes value, slope and curvature at a step into its second argument.
 * @param first step to try first; the Newton step from 0 when not positive.
 * @returns the step, or 0 if the function cannot be lowered in floating point.
 * @internal
 */
export function convexLineSearch(along: (step: number, out: Along) => void, first: number): number {
  const start = new Float64Array(3);
  const here = new Float64Array(3);
  along(0, start);
  const [value, slope, curvature] = start;
  if (!(slope < 0)) return 0;
  // Close to the minimum the decrease is below the rounding of the value; then the slope alone decides.
  const rounding = 1e-14 * Math.abs(value);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let step = first > 0 ? first : -slope / curvature;
  for (let trial = 0; trial < 50; trial++) {
    along(step, here);
    const lower = here[0] <= value + DECREASE * step * slope + rounding;
    if (lower && Math.abs(here[1]) <= -CURVATURE * slope) return step;
    if (lower && here[1] < 0) low = step;
    else high = step;
    const newton = step - here[1] / here[2];
    step = newton > low && newton < high ? newton : high === Number.POSITIVE_INFINITY ? 2 * step : (low + high) / 2;
  }
  return low;
}
