import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';

const pathSymbol = Symbol.for('@gen/path');

/**
 * The path of a variable: the key under which optimizers and checkpoints know it.
 *
 * It is the one given by {@link setPath}, {@link variable} or `fromLayers`, and else the variable's tfjs name.
 *
 * @category Networks
 */
export function pathOf(v: tf.Variable): string {
  return (v as { [pathSymbol]?: string })[pathSymbol] ?? v.name;
}

/** Gives a variable its path, and returns it. @category Networks */
export function setPath<V extends tf.Variable>(v: V, path: string): V {
  return Object.assign(v, { [pathSymbol]: path });
}

/**
 * Makes a variable with a path, which it may share with a variable of another model.
 *
 * @param path for example `'encoder/dense/kernel'`.
 * @param initial makes the first value; run in a tidy, so nothing of it stays behind.
 * @memory Owned: dispose it.
 * @category Networks
 */
export function variable(path: string, initial: () => tf.Tensor, trainable = true): tf.Variable {
  return tf.tidy(() => setPath(tf.variable(initial(), trainable), path));
}

/**
 * Variables by path.
 *
 * @throws GenError `path`, when two variables have the same path.
 * @category Networks
 */
export function byPath(where: string, variables: readonly tf.Variable[]): Map<string, tf.Variable> {
  const map = new Map<string, tf.Variable>();
  for (const v of variables) {
    const path = pathOf(v);
    const other = map.get(path);
    if (other && other !== v)
      throw new GenError('path', `${where}: expected a path per variable, got two variables at '${path}'`);
    map.set(path, v);
  }
  return map;
}
