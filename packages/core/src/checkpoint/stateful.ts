import type * as tf from '@tensorflow/tfjs-core';

/** Anything that JSON can hold. @category Checkpoints */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a stateful thing holds: tensors by path, and plain data. @category Checkpoints */
export interface State {
  /** Borrowed tensors, by path. */
  readonly tensors?: Readonly<Record<string, tf.Tensor>>;
  readonly json?: Json;
}

/**
 * A thing that can go into a checkpoint. Structural: anything with these two methods is one.
 *
 * `importState` copies what it is given and either takes all of it or throws and changes nothing.
 *
 * @category Checkpoints
 */
export interface Stateful {
  exportState(): State;
  importState(state: State): void;
}
