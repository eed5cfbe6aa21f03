import type * as tf from '@tensorflow/tfjs-core';
import { GenError } from './gen-error';

const text = (shape: readonly (number | null)[]): string => `[${shape.map((size) => size ?? 'any').join(',')}]`;

/**
 * Throws unless `tensor` has the given shape; `null` in `shape` accepts any size.
 *
 * @param where name of the calling function, the first word of the message.
 * @param name name of the argument.
 * @throws GenError `shape`.
 * @category Errors
 */
export function checkShape(where: string, name: string, tensor: tf.Tensor, shape: readonly (number | null)[]): void {
  const fits = tensor.shape.length === shape.length && shape.every((size, i) => size === null || size === tensor.shape[i]);
  if (!fits) throw new GenError('shape', `${where}: expected ${name} of shape ${text(shape)}, got ${text(tensor.shape)}`);
}

/**
 * Throws unless `tensor` has the shape of `other`.
 *
 * @throws GenError `shape`.
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
 * @category Errors
 */
export function checkValue(where: string, name: string, value: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new GenError('value', `${where}: expected ${name} to be ${expected}, got ${print(value)}`);
}

/** Throws `GenError` with code `value` unless `value` is an integer of at least `least`. @category Errors */
export function checkCount(where: string, name: string, value: unknown, least = 1): void {
  checkValue(where, name, value, Number.isSafeInteger(value) && (value as number) >= least, `an integer of at least ${least}`);
}

function print(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? text(value) : String(value);
}
