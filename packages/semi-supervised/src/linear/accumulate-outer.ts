/**
 * `out += r' x` for the weights and `out += sum of r` for the biases: the gradient of a linear model from its residuals.
 *
 * The counterpart of `affine`, blocked in the same way.
 *
 * @param r `n x classes` residuals.
 * @param x `n x m`.
 * @param out `classes` rows of `m` weights, then `classes` biases.
 * @internal
 */
export function accumulateOuter(
  r: Float64Array,
  x: Float64Array,
  n: number,
  m: number,
  classes: number,
  out: Float64Array,
): void {
  const biases = classes * m;
  const rows = n & ~3;
  const pairs = classes & ~1;
  for (let i = 0; i < rows; i += 4) {
    const a0 = i * m;
    const a1 = a0 + m;
    const a2 = a1 + m;
    const a3 = a2 + m;
    for (let k = 0; k < pairs; k += 2) {
      const u = k * m;
      const v = u + m;
      let q = i * classes + k;
      const u0 = r[q];
      const v0 = r[q + 1];
      q += classes;
      const u1 = r[q];
      const v1 = r[q + 1];
      q += classes;
      const u2 = r[q];
      const v2 = r[q + 1];
      q += classes;
      const u3 = r[q];
      const v3 = r[q + 1];
      for (let j = 0; j < m; j++) {
        const x0 = x[a0 + j];
        const x1 = x[a1 + j];
        const x2 = x[a2 + j];
        const x3 = x[a3 + j];
        out[u + j] += u0 * x0 + u1 * x1 + u2 * x2 + u3 * x3;
        out[v + j] += v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3;
      }
    }
    if (pairs < classes) for (let row = i; row < i + 4; row++) add(r[row * classes + pairs], x, row * m, m, out, pairs * m);
  }
  for (let i = rows; i < n; i++) for (let k = 0; k < classes; k++) add(r[i * classes + k], x, i * m, m, out, k * m);
  for (let i = 0; i < n; i++) for (let k = 0; k < classes; k++) out[biases + k] += r[i * classes + k];
}

function add(factor: number, x: Float64Array, row: number, m: number, out: Float64Array, at: number): void {
  for (let j = 0; j < m; j++) out[at + j] += factor * x[row + j];
}
