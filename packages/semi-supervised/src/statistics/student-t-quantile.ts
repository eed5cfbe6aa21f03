/**
 * The t such that a Student t variable lies within (-t, t) with the given probability.
 *
 * By bisection on the finite trigonometric series that the distribution has for a whole number of degrees of freedom,
 * Abramowitz and Stegun (1964), 26.7.3 and 26.7.4; to about 1e-12 relative for levels up to 0.999.
 *
 * @param level probability strictly between 0 and 1, 0.95 for the t of a 95 % interval.
 * @param df degrees of freedom, an integer of at least 1, or Infinity for the normal distribution.
 * @internal
 */
export function studentTQuantile(level: number, df: number): number {
  let low = 0;
  let high = 1;
  while (within(high, df) < level) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (within(middle, df) < level) low = middle;
    else high = middle;
  }
}

/** P(|T| < t). */
function within(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return withinNormal(t);
  const cosine2 = df / (df + t * t);
  const sine = t / Math.sqrt(df + t * t);
  const odd = df % 2 === 1;
  // odd: 1 + 2/3 c^2 + (2 4)/(3 5) c^4 + ... to c^(df - 3); even: 1 + 1/2 c^2 + (1 3)/(2 4) c^4 + ... to c^(df - 2)
  let term = 1;
  let sum = df === 1 ? 0 : 1;
  for (let k = odd ? 3 : 2; k <= df - 2; k += 2) {
    term *= ((k - 1) / k) * cosine2;
    sum += term;
    if (term < 1e-18 * sum) break;
  }
  return odd ? (2 / Math.PI) * (Math.atan(t / Math.sqrt(df)) + sine * Math.sqrt(cosine2) * sum) : sine * sum;
}

/** P(|Z| < z) = 2 phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...), all terms positive. */
function withinNormal(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > 1e-18 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) * sum;
}
