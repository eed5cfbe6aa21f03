import { type Card, checkCount, checkValue, type Dataset, GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { batchesOf } from './batches-of';
import { checkIndices } from './check-indices';
import { partCard } from './part-card';

/**
 * One column of an {@link arrayDataset}: the values of all examples, one after another.
 *
 * @category Datasets
 */
export interface Column {
  /** `[size, ...shape]` values, row by row. Borrowed: not copied, so do not change them while batches are read. */
  readonly data: tf.TypedArray;
  /** Shape of one example; `[]` for one number each. */
  readonly shape: readonly number[];
  /** Type of the tensors; by default `float32` for a Float32Array and `int32` for any other. */
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

type BatchRank<Shape extends readonly number[]> = Shape extends readonly []
  ? tf.Rank.R1
  : Shape extends readonly [number]
    ? tf.Rank.R2
    : Shape extends readonly [number, number]
      ? tf.Rank.R3
      : Shape extends readonly [number, number, number]
        ? tf.Rank.R4
        : tf.Rank;

/** The batch of an {@link arrayDataset}: one tensor a column, `[batch, ...shape]`. @category Datasets */
export type ColumnBatch<Columns extends Readonly<Record<string, Column>>> = {
  readonly [Name in keyof Columns]: tf.Tensor<BatchRank<Columns[Name]['shape']>>;
};

/** A dataset of named columns. @category Datasets */
export interface ArrayDataset<Columns extends Readonly<Record<string, Column>>> extends Dataset<ColumnBatch<Columns>> {
  readonly columns: Columns;
  /** The examples at `indices`, in that order, copied; `name` is appended to the card's name. */
  select(indices: ArrayLike<number>, name?: string): ArrayDataset<Columns>;
}

const volume = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

function sizeOf(name: string, { data, shape, dtype }: Column): number {
  shape.forEach((n, axis) => {
    checkCount('arrayDataset', `columns.${name}.shape[${axis}]`, n);
  });
  if (data instanceof Float32Array && dtype !== undefined && dtype !== 'float32') {
    throw new GenError('dtype', `arrayDataset: expected columns.${name} of dtype float32 for a Float32Array, got ${dtype}`);
  }
  const size = data.length / volume(shape);
  if (!Number.isInteger(size)) {
    const want = `a multiple of ${volume(shape)} values, the size of one example [${shape}]`;
    throw new GenError('shape', `arrayDataset: expected columns.${name}.data to hold ${want}, got ${data.length}`);
  }
  return size;
}

function gather<A extends tf.TypedArray>(data: tf.TypedArray, indices: Uint32Array, stride: number, out: A): A {
  for (let i = 0; i < indices.length; i++) {
    out.set(data.subarray(indices[i] * stride, (indices[i] + 1) * stride), i * stride);
  }
  return out;
}

function tensorOf({ data, shape, dtype }: Column, indices: Uint32Array): tf.Tensor {
  const stride = volume(shape);
  const type = dtype ?? (data instanceof Float32Array ? 'float32' : 'int32');
  const Values = type === 'float32' ? Float32Array : type === 'int32' ? Int32Array : Uint8Array;
  const values = gather<tf.TypedArray>(data, indices, stride, new Values(indices.length * stride));
  return tf.tensor(values, [indices.length, ...shape], type);
}

/**
 * Makes a dataset of typed arrays: feature vectors, latents, targets, anything of a fixed shape.
 *
 * Lengths and shapes are checked here; values are not, so that a NaN is found by the guard that watches training, with the
 * name of the tensor and the step.
 *
 * @param columns what a batch holds, by name; all of the same number of examples.
 * @param card what it is and where it comes from.
 * @returns a dataset whose batches hold `[batch, ...shape]` tensors under the names of the columns.
 * @throws GenError `shape`, if a column is no whole number of examples; `value`, if columns differ in their number of
 * examples or there is none; `dtype`, if a Float32Array is to become integers.
 * @memory Columns are borrowed. Batches are lent: valid in the loop body, disposed after it, freed on `break`.
 *
 * @example Feature vectors and targets
 * ```ts
 * import { arrayDataset } from '@gen/datasets';
 *
 * const card = { name: 'toy', description: 'four points', license: 'CC0-1.0', source: 'typed in' };
 * const data = arrayDataset(
 *   { features: { data: new Float32Array(8), shape: [2] }, targets: { data: new Int32Array(4), shape: [] } },
 *   card,
 * );
 * for await (const { features, targets } of data.batches({ batchSize: 2, seed: 1 })) {
 *   features.shape; // [2, 2]
 *   targets.shape; // [2]
 * }
 * ```
 * @category Datasets
 */
export function arrayDataset<const Columns extends Readonly<Record<string, Column>>>(
  columns: Columns,
  card: Card,
): ArrayDataset<Columns> {
  const names = Object.keys(columns);
  checkValue('arrayDataset', 'columns', names, names.length > 0, 'one column or more');
  const sizes = names.map((name) => sizeOf(name, columns[name]));
  const size = sizes[0];
  checkCount('arrayDataset', `number of examples in columns.${names[0]}`, size);
  names.forEach((name, i) => {
    const expected = `${size}, as in columns.${names[0]}`;
    checkValue('arrayDataset', `number of examples in columns.${name}`, sizes[i], sizes[i] === size, expected);
  });
  return {
    card,
    size,
    columns,
    batches: (options) =>
      batchesOf(size, options, (indices) => Object.fromEntries(names.map((name) => [name, tensorOf(columns[name], indices)]))),
    select: (indices, name) => {
      const chosen = checkIndices('select', indices, size);
      const part = names.map((column): [string, Column] => {
        const { data, shape } = columns[column];
        const out = new (data.constructor as new (n: number) => tf.TypedArray)(chosen.length * volume(shape));
        return [column, { ...columns[column], data: gather(data, chosen, volume(shape), out) }];
      });
      return arrayDataset(Object.fromEntries(part) as unknown as Columns, partCard(card, size, chosen.length, name));
    },
  };
}
