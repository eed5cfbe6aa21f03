import * as tf from '@tensorflow/tfjs-core';

/** A thing that its holder must release, by `using`, `[Symbol.dispose]()` or `dispose()`. @category Memory */
export type Owned<T> = T & Disposable;

const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? (Symbol.for('Symbol.dispose') as never);

/**
 * Takes ownership of tensors: they outlive the enclosing `tf.tidy` and are released by `using` or `[Symbol.dispose]()`.
 *
 * @param value a tensor, or any object with a `dispose()` method.
 * @returns the same object, with `Symbol.dispose`.
 * @memory Owned: the caller releases it.
 *
 * @example A tensor that outlives its tidy
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { own } from '@gen/core';
 *
 * const noise = tf.tidy(() => own(tf.ones([2, 3])));
 * noise[Symbol.dispose]();
 * ```
 * @category Memory
 */
export function own<T extends { dispose(): void }>(value: T): Owned<T> {
  if (value instanceof tf.Tensor) tf.keep(value);
  return Object.assign(value, { [disposeSymbol]: () => value.dispose() }) as Owned<T>;
}
