/**
 * Adds the products of all pairs of rows to the lower triangle of `out`: `out += x x'`.
 *
 * @param x `rows x columns`, row-major.
 * @param out `rows x rows`, of which only the entries on and below the diagonal are written.
 * @internal
 */
export function addGram(x: Float64Array, rows: number, columns: number, out: Float64Array): void {
  const even = rows & ~3;
  for (let i = 0; i < even; i += 4) {
    const a0 = i * columns;
    const a1 = a0 + columns;
    const a2 = a1 + columns;
    const a3 = a2 + columns;
    for (let j = 0; j < i; j += 2) {
      const b0 = j * columns;
      const b1 = b0 + columns;
      let s00 = 0;
      let s10 = 0;
      let s20 = 0;
      let s30 = 0;
      let s01 = 0;
      let s11 = 0;
      let s21 = 0;
      let s31 = 0;
      for (let c = 0; c < columns; c++) {
        const y0 = x[b0 + c];
        const y1 = x[b1 + c];
        const x0 = x[a0 + c];
        const x1 = x[a1 + c];
        const x2 = x[a2 + c];
        const x3 = x[a3 + c];
        s00 += x0 * y0;
        s10 += x1 * y0;
        s20 += x2 * y0;
        s30 += x3 * y0;
        s01 += x0 * y1;
        s11 += x1 * y1;
        s21 += x2 * y1;
        s31 += x3 * y1;
      }
      let o = i * rows + j;
      out[o] += s00;
      out[o + 1] += s01;
      o += rows;
      out[o] += s10;
      out[o + 1] += s11;
      o += rows;
      out[o] += s20;
      out[o + 1] += s21;
      o += rows;
      out[o] += s30;
      out[o + 1] += s31;
    }
    for (let r = i; r < i + 4; r++) for (let j = i; j <= r; j++) out[r * rows + j] += product(x, r, j, columns);
  }
  for (let i = even; i < rows; i++) for (let j = 0; j <= i; j++) out[i * rows + j] += product(x, i, j, columns);
}

function product(x: Float64Array, i: number, j: number, columns: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += x[i * columns + c] * x[j * columns + c];
  return sum;
}
