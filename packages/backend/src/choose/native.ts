import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Candidate } from './candidate';
import { whyNoGpu } from './cuda-libraries';
import { nativeError } from './native-error';

/** What is used here of tfjs-node's `NodeJSKernelBackend`. */
interface NodeBackend extends tf.KernelBackend {
  readonly isUsingGpuDevice?: boolean;
  /** Whether tfjs-node-gpu made it, which runs on the CPU where it finds no GPU. */
  readonly isGPUPackage?: boolean;
}

/** The parts of Node's `util` that tfjs-node 4.22 uses and Node 23 removed. */
function restoreRemovedUtil(): void {
  // Not by import: bundlers for browsers fail on a built-in module, even in a branch that only Node takes.
  const removed: Record<string, unknown> = process.getBuiltinModule('node:util') as never;
  removed.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  removed.isArray ??= Array.isArray;
}

/**
 * Loads a build of TensorFlow for Node.
 *
 * @param variable names a folder with a build of one's own, such as one made without the package's installer.
 */
async function load(name: string, packageName: string, variable: string): Promise<void> {
  if (!globalThis.process?.versions?.node) {
    throw new GenError('backend', `useBackend: expected Node.js for backend '${name}', got another environment`);
  }
  restoreRemovedUtil();
  const path = process.env[variable];
  try {
    if (path) {
      const { createRequire } = process.getBuiltinModule('node:module');
      const { resolve } = process.getBuiltinModule('node:path');
      // Finds the package inside the folder's node_modules, or the folder itself when it lies in one.
      createRequire(resolve(path, 'index.js'))(packageName);
    } else {
      // A variable as specifier keeps it out of bundles for browsers.
      await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName);
    }
  } catch (cause) {
    throw nativeError(name, packageName, cause, path ? { path, variable } : undefined);
  }
}

/** TensorFlow's C library, on the CPU. */
export const node: Candidate = {
  tfjsName: 'tensorflow',
  prepare: () => load('node', '@tensorflow/tfjs-node', 'GEN_TFJS_NODE'),
  describe: async (instance: NodeBackend) => {
    if (instance.isUsingGpuDevice === true) {
      throw new GenError(
        'backend',
        "useBackend: expected TensorFlow on the CPU for backend 'node', got tfjs-node-gpu, which was loaded before in this process; use 'cuda', or start another process",
      );
    }
    return { description: 'TensorFlow C library on the CPU', device: 'cpu' };
  },
};

/** TensorFlow's C library, on an NVIDIA GPU. */
export const cuda: Candidate = {
  tfjsName: 'tensorflow',
  prepare: () => load('cuda', '@tensorflow/tfjs-node-gpu', 'GEN_TFJS_NODE_GPU'),
  describe: async (instance: NodeBackend) => {
    if (instance.isGPUPackage === false) {
      throw new GenError(
        'backend',
        "useBackend: expected TensorFlow for CUDA for backend 'cuda', got tfjs-node, the build for the CPU, which was loaded before in this process; start another process and choose 'cuda' first",
      );
    }
    if (instance.isUsingGpuDevice !== true) throw new GenError('backend', `useBackend: ${whyNoGpu()}`);
    return { description: 'TensorFlow C library on an NVIDIA GPU', device: 'gpu' };
  },
};
