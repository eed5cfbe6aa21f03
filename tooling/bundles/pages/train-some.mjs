import { useBackend } from '@gen/backend';
import { adam, train, trainStep } from '@gen/core';
import { glyphs } from '@gen/datasets';
import { bernoulliNll } from '@gen/losses';
import { mlpNetworks, vae } from '@gen/vae';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What one person's first page does: choose a backend and train a small VAE.
 *
 * @typedef {object} Request
 * @property {import('@gen/backend').BackendName} backend
 * @property {number} steps
 * @property {number} batchSize
 * @property {number} hidden units of the one hidden layer
 * @property {string} [wasmPaths]
 * @property {number} [threads]
 *
 * @typedef {object} Outcome
 * @property {string} name of the backend in use
 * @property {string} description
 * @property {readonly string[]} tried backends that 'auto' passed over
 * @property {number} first total of the first step
 * @property {number} last total of the last step
 *
 * @param {Request} request
 * @param {(step: number) => void} [progress]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Outcome>}
 */
export async function trainSome({ backend, steps, batchSize, hidden, wasmPaths, threads }, progress, signal) {
  const options = { allowSoftware: backend === 'webgpu', wasmPaths, threads };
  const { name, description, tried = [] } = await useBackend(backend, options);
  const digits = glyphs({ size: 256, seed: 1 });
  const networks = mlpNetworks({ shape: digits.imageShape, latentSize: 4, hidden: [hidden] });
  const model = vae({ ...networks, likelihood: bernoulliNll, expectation: tf.sigmoid });
  const optimizer = adam({ learningRate: 3e-3 });
  const step = trainStep({
    objective: (/** @type {{ images: tf.Tensor }} */ { images }, context) => model.objective(images, context),
    variables: model.variables,
    optimizer,
  });
  const totals = [];
  try {
    for await (const event of train(step, digits.batches({ batchSize, seed: 1 }), { steps, signal })) {
      totals.push(event.total);
      progress?.(event.step);
    }
  } finally {
    optimizer.dispose();
    networks.dispose();
  }
  const names = tried.map((passed) => passed.name);
  return { name, description, tried: names, first: totals[0], last: totals[totals.length - 1] };
}
