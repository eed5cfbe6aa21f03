import { checkValue } from '../errors/check';

/** A number that depends on the step: a learning rate, a weight of a term. @category Optimizers */
export type Schedule = (step: number) => number;

/**
 * A straight line from `from` at step 0 to `to` at step `steps`, constant after it: a warm-up, of a rate or of a KL weight.
 *
 * @param options value `from` at step 0, value `to` from step `steps` on.
 * @throws GenError `value`, unless `steps` is positive.
 *
 * @example KL warm-up over 1,000 steps
 * ```ts
 * import { linear } from '@gen/core';
 *
 * const weights = { kl: linear({ from: 0, to: 1, steps: 1000 }) };
 * weights.kl(500); // 0.5
 * ```
 * @category Optimizers
 */
export function linear({ from, to, steps }: { readonly from: number; readonly to: number; readonly steps: number }): Schedule {
  checkValue('linear', 'steps', steps, steps > 0, 'positive');
  return (step) => (step >= steps ? to : from + ((to - from) * step) / steps);
}

/**
 * Half a cosine from `from` at step 0 to `to` (default 0) at step `steps`, constant after it.
 *
 * @param options value `from` at step 0, value `to` (default 0) from step `steps` on.
 * @throws GenError `value`, unless `steps` is positive.
 * @see Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, equation 5. arXiv:1608.03983
 *
 * @example Decay to zero after 100 steps of warm-up
 * ```ts
 * import { cosine, linear, piecewise } from '@gen/core';
 *
 * const rate = piecewise(linear({ from: 0, to: 1e-3, steps: 100 }), 100, cosine({ from: 1e-3, steps: 900 }));
 * rate(1000); // 0
 * ```
 * @category Optimizers
 */
export function cosine({
  from,
  to = 0,
  steps,
}: {
  readonly from: number;
  readonly to?: number;
  readonly steps: number;
}): Schedule {
  checkValue('cosine', 'steps', steps, steps > 0, 'positive');
  return (step) => to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, step / steps)))) / 2;
}

/**
 * One schedule before step `at`, another one, counted from there, after it.
 *
 * @param at first step of the second schedule.
 * @throws GenError `value`, unless `at` is a number of at least 0.
 *
 * @example Constant, then decaying
 * ```ts
 * import { cosine, piecewise } from '@gen/core';
 *
 * const rate = piecewise(() => 1e-3, 500, cosine({ from: 1e-3, steps: 500 }));
 * rate(0); // 0.001
 * ```
 * @category Optimizers
 */
export function piecewise(first: Schedule, at: number, second: Schedule): Schedule {
  checkValue('piecewise', 'at', at, at >= 0, 'at least 0');
  return (step) => (step < at ? first(step) : second(step - at));
}
