import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readArrays } from './arrays.mjs';

// One system in a process of its own, since all copies of tfjs in a process share one engine. For every line on stdin it does one
// training step and answers with one line of JSON: its milliseconds and its loss.
const [, , system, workloadName, folder] = process.argv;
const { workload } = await import(new URL(`../workloads/${workloadName}.mjs`, import.meta.url).href);

/** @typedef {typeof import('@tensorflow/tfjs-core')} Tf */

/** @param {string} backend @returns {Promise<Tf>} */
async function stock(backend) {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-layers'); // registers the gradients
  await (backend === 'wasm' ? import('@tensorflow/tfjs-backend-wasm') : import('@tensorflow/tfjs-backend-cpu'));
  await tf.setBackend(backend);
  return tf;
}

/** @returns {Promise<Tf>} */
async function start() {
  if (system === 'tfjs-cpu') return stock('cpu');
  if (system === 'tfjs-wasm') return stock('wasm');
  if (system === 'tfjs-node') {
    return createRequire(join(process.env.GEN_TFJS_NODE ?? '', 'package.json'))('@tensorflow/tfjs-node');
  }
  const { useBackend } = await import('@gen/backend');
  await useBackend(/** @type {'simd' | 'wasm'} */ (system.replace('gen-', '')));
  return import('@tensorflow/tfjs-core');
}

/**
 * @param {Tf} tf
 * @param {() => import('@tensorflow/tfjs-core').Scalar} loss
 * @param {import('@tensorflow/tfjs-core').Variable[]} variables
 * @returns {Promise<() => import('@tensorflow/tfjs-core').Tensor>} one update; the loss before it
 */
async function updating(tf, loss, variables) {
  if (!system.startsWith('gen-')) {
    const optimizer = tf.train.adam(0.001);
    return () => /** @type {import('@tensorflow/tfjs-core').Scalar} */ (optimizer.minimize(loss, true, variables));
  }
  const { adam, createRng, trainStep } = await import('@gen/core');
  const step = trainStep({ objective: () => ({ loss: loss() }), variables, optimizer: adam({ learningRate: 0.001 }) });
  const context = { step: 0, epoch: 0, rng: createRng(0), training: true };
  return () => tf.tidy(() => step(undefined, context).total);
}

const tf = await start();
await tf.ready();
/** @param {'parameters' | 'inputs'} group */
const tensors = (group) =>
  readArrays(folder, group).map(({ name, shape, values }) => /** @type {const} */ ([name, tf.tensor(values, shape)]));
const parameters = Object.fromEntries(tensors('parameters').map(([name, t]) => [name, tf.variable(t, true, name)]));
const inputs = Object.fromEntries(tensors('inputs'));
const update = await updating(tf, () => workload.loss(tf, parameters, inputs), Object.values(parameters));

for await (const _ of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const result = update();
  const [loss] = await result.data();
  const ms = performance.now() - began;
  result.dispose();
  process.stdout.write(`${JSON.stringify({ ms, loss })}\n`);
}
