import type * as tf from '@tensorflow/tfjs-core';
import { GenError } from './gen-error';

const text = (shape: readonly (number | null)[]): string => `[${shape.map((size) => size ?? 'any').join(',')}]`;

/**
 * Throws unless `tensor` has the given shape; `null` in `shape` accepts any size.
 *
 * @param where name of the calling function, the first word of the message.
 * @param name name of the argument.
 * @throws GenError `shape`.
 *
 * @example Images of one channel
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkShape } from '@gen/core';
 *
 * tf.tidy(() => checkShape('encode', 'images', tf.zeros([8, 28, 28, 1]), [null, 28, 28, 1]));
 * ```
 * @category Errors
 */
export function checkShape(where: string, name: string, tensor: tf.Tensor, shape: readonly (number | null)[]): void {
  const fits = tensor.shape.length === shape.length && shape.every((size, i) => size === null || size === tensor.shape[i]);
  if (!fits) throw new GenError('shape', `${where}: expected ${name} of shape ${text(shape)}, got ${text(tensor.shape)}`);
}

/**
 * Throws unless `tensor` has the shape of `other`.
 *
 * @param otherName name of the argument that it is compared with.
 * @throws GenError `shape`.
 *
 * @example Labels and outputs
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkSameShape } from '@gen/core';
 *
 * tf.tidy(() => checkSameShape('loss', 'outputs', tf.zeros([8, 2]), 'labels', tf.zeros([8, 2])));
 * ```
 * @category Errors
 */
export function checkSameShape(where: string, name: string, tensor: tf.Tensor, otherName: string, other: tf.Tensor): void {
  const fits = tensor.shape.length === other.shape.length && tensor.shape.every((size, i) => size === other.shape[i]);
  if (!fits) {
    throw new GenError(
      'shape',
      `${where}: expected ${name} to have the shape of ${otherName}, ${text(other.shape)}, got ${text(tensor.shape)}`,
    );
  }
}

/**
 * Throws unless `tensor` has at least `rank` axes.
 *
 * @throws GenError `shape`.
 *
 * @example A batch at least
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkMinRank } from '@gen/core';
 *
 * tf.tidy(() => checkMinRank('loss', 'labels', tf.zeros([8]), 1));
 * ```
 * @category Errors
 */
export function checkMinRank(where: string, name: string, tensor: tf.Tensor, rank: number): void {
  if (tensor.rank < rank) {
    throw new GenError('shape', `${where}: expected ${name} of rank ${rank} or more, got shape ${text(tensor.shape)}`);
  }
}

/**
 * Throws unless `tensor` has one of the given dtypes.
 *
 * @throws GenError `dtype`.
 *
 * @example Class indices
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkDtype } from '@gen/core';
 *
 * tf.tidy(() => checkDtype('loss', 'labels', tf.tensor1d([1, 0], 'int32'), 'int32', 'float32'));
 * ```
 * @category Errors
 */
export function checkDtype(where: string, name: string, tensor: tf.Tensor, ...dtypes: readonly tf.DataType[]): void {
  if (!dtypes.includes(tensor.dtype)) {
    throw new GenError('dtype', `${where}: expected ${name} of dtype ${dtypes.join(' or ')}, got ${tensor.dtype}`);
  }
}

/**
 * Throws `GenError` with code `value` unless `holds`: for numbers that are already in JavaScript.
 *
 * @param expected what was expected, for example `'an integer of at least 1'`.
 * @throws GenError `value`.
 *
 * @example A rate
 * ```ts
 * import { checkValue } from '@gen/core';
 *
 * const rate = 0.5;
 * checkValue('dropout', 'rate', rate, rate >= 0 && rate < 1, 'in [0, 1)');
 * ```
 * @category Errors
 */
export function checkValue(where: string, name: string, value: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new GenError('value', `${where}: expected ${name} to be ${expected}, got ${print(value)}`);
}

/**
 * Throws unless `value` is an integer of at least `least`.
 *
 * @throws GenError `value`.
 *
 * @example A batch size
 * ```ts
 * import { checkCount } from '@gen/core';
 *
 * checkCount('batches', 'batchSize', 32);
 * ```
 * @category Errors
 */
export function checkCount(where: string, name: string, value: unknown, least = 1): void {
  checkValue(where, name, value, Number.isSafeInteger(value) && (value as number) >= least, `an integer of at least ${least}`);
}

function print(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? `[${value.map(print).join(',')}]` : String(value);
}
