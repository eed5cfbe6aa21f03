import { type HostTensor, pathOf, sha256 } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import { convVae } from './runs/conv-vae';
import type { RunDefinition } from './runs/run';
import { transformerBlock } from './runs/transformer-block';
import { wganGp } from './runs/wgan-gp';

/** Every training run of the parity suite. */
export const runs: readonly RunDefinition[] = [convVae, wganGp, transformerBlock];

/** Values of variables by path, in the order of their paths. */
export async function valuesOf(variables: readonly tf.Variable[]): Promise<[path: string, HostTensor][]> {
  const sorted = [...variables].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return Promise.all(
    sorted.map(async (v) => [pathOf(v), { dtype: 'float32', shape: v.shape, data: (await v.data()) as Float32Array }] as const),
  ) as Promise<[string, HostTensor][]>;
}

/** SHA-256 of the float32 bytes of all variables, in the order of their paths. */
export async function hashOf(variables: readonly tf.Variable[]): Promise<string> {
  const values = await valuesOf(variables);
  const bytes = values.flatMap(([, { data }]) => [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
  return sha256(Uint8Array.from(bytes));
}

/** What PyTorch needs to do the same: initial variables as `run/initial/path`, and what is drawn as `run/drawn/name`. */
export async function exportRuns(): Promise<Record<string, HostTensor>> {
  const all: Record<string, HostTensor> = {};
  for (const { name, draw, make } of runs) {
    for (const [key, tensor] of Object.entries(draw())) all[`${name}/drawn/${key}`] = tensor;
    const run = make();
    for (const [path, tensor] of await valuesOf(run.variables)) all[`${name}/initial/${path}`] = tensor;
    run.dispose();
  }
  return all;
}
