import type { HostTensor } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';

/** What a training run draws before it starts, so that PyTorch can be given the same numbers. */
export type Drawn = Readonly<Record<string, HostTensor>>;

/** A training run of {@link steps} steps. */
export interface TrainingRun {
  readonly variables: readonly tf.Variable[];
  /** Does step `i`, from 0, and gives its losses: scalars, fresh. */
  step(i: number): Readonly<Record<string, tf.Tensor>>;
  dispose(): void;
}

/** A run, and what it draws: data, and the noise that its objectives will draw for themselves. */
export interface RunDefinition {
  readonly name: string;
  draw(): Drawn;
  make(): TrainingRun;
}

/** Steps of each run. */
export const steps = 50;

/** Seed of everything. */
export const seed = 17;
