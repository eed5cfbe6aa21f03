// Bundled with tfjs-core into one file, so that specs, backend and fixes share one instance of it.
//   node suite.cjs <backend> stock|ours <file for the results>
import { env } from './jasmine-globals.mjs';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { writeFileSync } from 'node:fs';
import { useBackend } from '@gen/backend';
import { installGradientFixes } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { stockBackend } from './stock-backend.mjs';

const [name, side, file] = process.argv.slice(2);

/** @returns {Promise<string>} the name that tfjs gives the backend */
async function ourBackend() {
  const { capabilities } = await useBackend(/** @type {import('@gen/backend').BackendName} */ (name), {
    allowSoftware: true,
    wasmPaths: process.env.GEN_WASM_PATHS,
  });
  installGradientFixes();
  return capabilities.tfjsName;
}

async function main() {
  const backendName = side === 'stock' ? await stockBackend(name) : await ourBackend();
  // Every suite resets the engine, and with it disposes of the backend; the instance that was started is to stay.
  tf.backend().dispose = () => {};
  setTestEnvs([{ name: 'test', backendName, isDataSync: name !== 'webgpu' }]);
  await import('@tensorflow/tfjs-core/dist/tests');

  /** @type {import('./compare.mjs').Result[]} */
  const results = [];
  const report = (
    /** @type {import('jasmine-core/lib/jasmine-core/jasmine.js').Spec} */ { fullName, status, failedExpectations },
  ) => results.push({ name: fullName, status, message: failedExpectations[0]?.message });
  env.addReporter({
    specDone: report,
    suiteDone: (suite) => {
      if (suite.failedExpectations.length > 0) report({ ...suite, status: 'failed' });
    },
  });
  await env.execute();
  writeFileSync(file, JSON.stringify(results));
}

main().then(
  () => process.exit(0), // threads and devices would keep the process alive
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
