import * as tf from '@tensorflow/tfjs-core';
import { hashOf } from './runs';
import { type RunDefinition, steps } from './runs/run';

/** What a training run started from, and the losses of its steps. */
export interface Trained {
  readonly sha256: string;
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

/** Does all steps of a run on the backend in use, and reads each step's losses. Leaves no tensor. */
export async function trainCurves({ make }: RunDefinition): Promise<Trained> {
  const run = make();
  try {
    const sha256 = await hashOf(run.variables);
    const curves: Record<string, number[]> = {};
    for (let i = 0; i < steps; i++) {
      const losses = run.step(i);
      const packed = tf.tidy(() => tf.stack(Object.values(losses)));
      const values = await packed.data();
      for (const [k, name] of Object.keys(losses).entries()) (curves[name] ??= []).push(values[k]);
      tf.dispose([packed, ...Object.values(losses)]);
    }
    return { sha256, curves };
  } finally {
    run.dispose();
  }
}
