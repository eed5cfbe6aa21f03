/**
 * `out = x w' + bias`: the scores of rows under a linear model.
 *
 * Four rows and two classes at a time, so that eight sums share six loads. Every array must be float64: the loop is
 * compiled for one element type.
 *
 * @param x `n x m`.
 * @param w `classes` rows of `m` weights, then `classes` biases.
 * @param out `n x classes`.
 * @internal
 */
export function affine(x: Float64Array, n: number, m: number, w: Float64Array, classes: number, out: Float64Array): void {
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
      const bu = w[biases + k];
      const bv = w[biases + k + 1];
      let u0 = bu;
      let u1 = bu;
      let u2 = bu;
      let u3 = bu;
      let v0 = bv;
      let v1 = bv;
      let v2 = bv;
      let v3 = bv;
      for (let j = 0; j < m; j++) {
        const wu = w[u + j];
        const wv = w[v + j];
        const x0 = x[a0 + j];
        const x1 = x[a1 + j];
        const x2 = x[a2 + j];
        const x3 = x[a3 + j];
        u0 += x0 * wu;
        u1 += x1 * wu;
        u2 += x2 * wu;
        u3 += x3 * wu;
        v0 += x0 * wv;
        v1 += x1 * wv;
        v2 += x2 * wv;
        v3 += x3 * wv;
      }
      let o = i * classes + k;
      out[o] = u0;
      out[o + 1] = v0;
      o += classes;
      out[o] = u1;
      out[o + 1] = v1;
      o += classes;
      out[o] = u2;
      out[o + 1] = v2;
      o += classes;
      out[o] = u3;
      out[o + 1] = v3;
    }
    if (pairs < classes) for (let r = i; r < i + 4; r++) out[r * classes + pairs] = score(x, r * m, m, w, pairs, biases);
  }
  for (let i = rows; i < n; i++) {
    for (let k = 0; k < classes; k++) out[i * classes + k] = score(x, i * m, m, w, k, biases);
  }
}

function score(x: Float64Array, row: number, m: number, w: Float64Array, k: number, biases: number): number {
  let sum = w[biases + k];
  for (let j = 0; j < m; j++) sum += x[row + j] * w[k * m + j];
  return sum;
}
