import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Candidate } from './candidate';
import { peerError } from './peer';

// The variable that names a folder with another build of tfjs-node, such as one made without its installer.
const folderVariable = 'GEN_TFJS_NODE';

/** The parts of Node's `util` that tfjs-node 4.22 uses and Node 23 removed. */
function restoreRemovedUtil(): void {
  // Not by import: bundlers for browsers fail on a built-in module, even in a branch that only Node takes.
  const removed: Record<string, unknown> = process.getBuiltinModule('node:util') as never;
  removed.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  removed.isArray ??= Array.isArray;
}

function checkNode(name: string): void {
  if (!globalThis.process?.versions?.node) {
    throw new GenError('backend', `useBackend: expected Node.js for backend '${name}', got another environment`);
  }
}

function fromFolder(folder: string): void {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { resolve } = process.getBuiltinModule('node:path');
  try {
    // Finds the package inside the folder's node_modules, or the folder itself when it lies in one.
    createRequire(resolve(folder, 'index.js'))('@tensorflow/tfjs-node');
  } catch (cause) {
    const { message } = cause as Error;
    throw new GenError(
      'backend',
      `useBackend: expected @tensorflow/tfjs-node in the folder that ${folderVariable} names, ${folder}, got: ${message.split('\n')[0]}`,
      { cause },
    );
  }
}

/** Imports a package that no bundler can take in: a variable as specifier keeps it out of bundles for browsers. */
async function load(name: string, packageName: string): Promise<void> {
  try {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName);
  } catch (cause) {
    throw peerError(name, packageName, cause);
  }
}

/** TensorFlow's C library, on the CPU. */
export const node: Candidate = {
  tfjsName: 'tensorflow',
  prepare: async () => {
    checkNode('node');
    restoreRemovedUtil();
    const folder = process.env[folderVariable];
    if (folder) return fromFolder(folder);
    return load('node', '@tensorflow/tfjs-node');
  },
  describe: async () => ({ description: 'TensorFlow C library on the CPU', device: 'cpu', software: false }),
};

/** TensorFlow's C library, on an NVIDIA GPU. */
export const cuda: Candidate = {
  tfjsName: 'tensorflow',
  prepare: async () => {
    checkNode('cuda');
    restoreRemovedUtil();
    await load('cuda', '@tensorflow/tfjs-node-gpu');
  },
  describe: async () => {
    if ((tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice !== true) {
      throw new GenError(
        'backend',
        "useBackend: expected tfjs-node-gpu to see an NVIDIA GPU for backend 'cuda', got none; it needs CUDA 11 and cuDNN 8 libraries",
      );
    }
    return { description: 'TensorFlow C library on an NVIDIA GPU', device: 'gpu', software: false };
  },
};
