import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const node = fileURLToPath(new URL('./worker.mjs', import.meta.url));
const python = fileURLToPath(new URL('./worker.py', import.meta.url));

/**
 * @typedef {object} System
 * @property {string} name
 * @property {(workload: string, folder: string) => readonly [command: string, ...args: string[]]} command
 * @property {() => string | undefined} missing why it cannot run here, if so
 */

/** @param {string} name @param {() => string | undefined} [missing] @returns {System} */
const tfjs = (name, missing = () => undefined) => ({
  name,
  missing,
  command: (workload, folder) => [process.execPath, node, name, workload, folder],
});

const pythonPath = process.env.GEN_PYTHON ?? 'python3';
const hasTorch = () => spawnSync(pythonPath, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;

/**
 * Everything that can be compared; a system that is not there says why and is left out.
 *
 * @type {readonly System[]}
 */
export const systems = [
  tfjs('gen-simd'),
  tfjs('gen-wasm'),
  tfjs('tfjs-cpu'),
  tfjs('tfjs-wasm'),
  tfjs('tfjs-node', () => (process.env.GEN_TFJS_NODE ? undefined : 'GEN_TFJS_NODE names no folder with @tensorflow/tfjs-node')),
  {
    name: 'torch',
    missing: () => (hasTorch() ? undefined : `${pythonPath} has no torch (GEN_PYTHON names another Python)`),
    command: (workload, folder) => [pythonPath, python, workload, folder],
  },
];
