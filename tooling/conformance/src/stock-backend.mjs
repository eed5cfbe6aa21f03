import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

/** @type {Record<string, { tfjsName: string, load: () => Promise<unknown> }>} */
const backends = {
  cpu: { tfjsName: 'cpu', load: () => import('@tensorflow/tfjs-backend-cpu') },
  wasm: {
    tfjsName: 'wasm',
    load: async () => {
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      setWasmPaths(/** @type {string} */ (process.env.GEN_WASM_PATHS));
    },
  },
  webgpu: {
    tfjsName: 'webgpu',
    load: async () => {
      const { create, globals } = await import('webgpu');
      Object.assign(globalThis, globals);
      Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]), userAgent: 'node' }, configurable: true });
      await import('@tensorflow/tfjs-backend-webgpu');
    },
  },
  node: {
    tfjsName: 'tensorflow',
    load: async () => {
      // What tfjs-node 4.22 uses and Node 23 removed.
      /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (util)).isNullOrUndefined ??= (
        /** @type {unknown} */ value,
      ) => value == null;
      createRequire(join(process.env.GEN_TFJS_NODE ?? '.', 'index.js'))('@tensorflow/tfjs-node');
    },
  },
};
// What has no counterpart in tfjs is measured against the reference.
backends.simd = backends.cpu;

/**
 * Puts tfjs on a backend the way tfjs does it: nothing of ours is installed.
 *
 * @param {string} name as `useBackend` knows it
 * @returns {Promise<string>} the name that tfjs gives it
 */
export async function stockBackend(name) {
  const { tfjsName, load } = backends[name];
  await load();
  if (!(await tf.setBackend(tfjsName))) throw new Error(`tfjs does not start its backend ${tfjsName}`);
  await tf.ready();
  return tfjsName;
}
