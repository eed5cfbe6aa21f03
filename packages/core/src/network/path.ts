import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';

const pathSymbol = Symbol.for('@gen/path');

/**
 * The path of a variable: the key under which optimizers and checkpoints know it.
 *
 * It is the one given by {@link setPath}, {@link variable} or `fromLayers`, and else the variable's tfjs name.
 *
 * @example Given, and not given
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pathOf, variable } from '@gen/core';
 *
 * const given = variable('dense/bias', () => tf.zeros([2]));
 * const plain = tf.tidy(() => tf.variable(tf.zeros([2]), true, 'myBias'));
 * pathOf(given); // 'dense/bias'
 * pathOf(plain); // 'myBias'
 * tf.dispose([given, plain]);
 * ```
 * @category Networks
 */
export function pathOf(v: tf.Variable): string {
  return (v as { [pathSymbol]?: string })[pathSymbol] ?? v.name;
}

/**
 * Gives a variable its path, and returns it.
 *
 * @example Name a variable that another library made
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { setPath } from '@gen/core';
 *
 * const v = setPath(tf.tidy(() => tf.variable(tf.zeros([2]))), 'decoder/bias');
 * v.dispose();
 * ```
 * @category Networks
 */
export function setPath<V extends tf.Variable>(v: V, path: string): V {
  return Object.assign(v, { [pathSymbol]: path });
}

/**
 * Makes a variable with a path, which it may share with a variable of another model.
 *
 * @param path for example `'encoder/dense/kernel'`.
 * @param initial makes the first value; run in a tidy, so nothing of it stays behind.
 * @param trainable whether it learns, default true.
 * @memory Owned: dispose it.
 *
 * @example A kernel
 * ```ts
 * import { createRng, glorotUniform, variable } from '@gen/core';
 *
 * const rng = createRng(1);
 * const kernel = variable('encoder/dense/kernel', () => glorotUniform([784, 32], rng.fork('kernel')));
 * kernel.dispose();
 * ```
 * @category Networks
 */
export function variable(path: string, initial: () => tf.Tensor, trainable = true): tf.Variable {
  return tf.tidy(() => setPath(tf.variable(initial(), trainable), path));
}

/**
 * Variables by path. The same variable twice counts once.
 *
 * @param where name of the calling function, the first word of the message.
 * @throws GenError `path`, when two variables have the same path.
 *
 * @example Find one of them
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { byPath, variable } from '@gen/core';
 *
 * const v = variable('dense/bias', () => tf.zeros([2]));
 * byPath('example', [v]).get('dense/bias') === v; // true
 * v.dispose();
 * ```
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
