import type * as tf from '@tensorflow/tfjs-core';

/** How the numbers of one array are drawn: uniform in [0, 1), or standard normal times `scale` (1). */
export interface ArraySpec {
  readonly shape: readonly number[];
  readonly kind: 'zeros' | 'uniform' | 'normal';
  readonly scale?: number;
}

/** The parameters or the inputs of a workload, by name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * One training step, said once for every tfjs system: a file `bench/workloads/<name>.mjs` exports it as `workload`.
 *
 * Every system gets the same parameters and the same batch, as float32 files, so the losses that it prints are comparable. The
 * harness differentiates the loss, updates by Adam (0.001) and reads the loss back, which is where a step ends. Beside it,
 * `<name>.py` may define `loss(parameters, inputs)` on torch tensors of the same shapes and layouts.
 */
export interface Workload {
  /** One line for a person. */
  readonly description: string;
  readonly parameters: Readonly<Record<string, ArraySpec>>;
  readonly inputs: Readonly<Record<string, ArraySpec>>;
  /** Scalar: the mean over the batch. Runs in a tidy; functional ops of `tf` only, and those that stock backends have. */
  loss(tf: typeof import('@tensorflow/tfjs-core'), parameters: Tensors, inputs: Tensors): tf.Scalar;
}
