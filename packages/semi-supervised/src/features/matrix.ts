import { checkCount, checkValue, GenError } from '@gen/core';

/**
 * A matrix of features on the host: one row an example, one column a feature, row-major.
 *
 * Structural: any object with these two members is one. The library never writes into a matrix that it is given.
 *
 * @category Features
 */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly data: Data;
  /** `[examples, features]`. */
  readonly shape: readonly [number, number];
}

/**
 * Throws unless `matrix` is a matrix of finite numbers.
 *
 * @param columns required number of columns; any when left out.
 * @throws GenError `shape` when the data does not fill the shape or the columns differ, `value` for NaN or infinity.
 * @internal
 */
export function checkMatrix(where: string, name: string, matrix: Matrix, columns?: number): void {
  const [n, d] = matrix.shape;
  checkCount(where, `${name}.shape[0]`, n);
  checkCount(where, `${name}.shape[1]`, d);
  if (matrix.data.length !== n * d) {
    throw new GenError('shape', `${where}: expected ${name} with ${n} x ${d} = ${n * d} values, got ${matrix.data.length}`);
  }
  if (columns !== undefined && d !== columns) {
    throw new GenError('shape', `${where}: expected ${name} of shape [any,${columns}], got [${n},${d}]`);
  }
  const bad = matrix.data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0) {
    const at = `row ${Math.floor(bad / d)}, column ${bad % d}`;
    throw new GenError('value', `${where}: expected ${name} to be finite, got ${matrix.data[bad]} in ${at}`);
  }
}

/**
 * Throws unless there is one label a row, each an integer in [0, classes).
 *
 * @throws GenError `shape` or `value`.
 * @internal
 */
export function checkLabels(where: string, labels: ArrayLike<number>, rows: number, classes: number): void {
  checkCount(where, 'classes', classes, 2);
  if (labels.length !== rows) {
    throw new GenError('shape', `${where}: expected labels for ${rows} rows of features, got ${labels.length}`);
  }
  for (let i = 0; i < rows; i++) {
    const fits = Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes;
    checkValue(where, `labels[${i}]`, labels[i], fits, `an integer from 0 to ${classes - 1}`);
  }
}

/** The numbers of `matrix` as float64: its own array when it already is one, else a copy. @internal */
export function float64(matrix: Matrix): Float64Array {
  return matrix.data instanceof Float64Array ? matrix.data : Float64Array.from(matrix.data);
}
