import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** What makes, moves, asks or manages, and computes nothing that could differ between backends. */
const notComputing = new Set(
  `backend cast clone customGrad dispose engine env expandDims fill findBackend findBackendFactory getBackend getGradient getKernel
  getKernelsForBackend grad grads keep linspace memory nextFrame ones onesLike ready registerBackend registerGradient registerKernel
  removeBackend reshape scalar setBackend squeeze tensor tensor1d tensor2d tensor3d tensor4d tidy unregisterGradient
  unregisterKernel variable variableGrads zeros zerosLike copyRegisteredKernels`.split(/\s+/),
);

/** Files that name kernels or gradients in order to provide them: their own tests compare those. */
const providers = /^packages\/backend(-simd)?\/src\/|^packages\/core\/src\/gradient/;

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => `${folder}/${file}`);
}

/** Names of `tf.name(` and `tf.image.name(` in the code, not in the comments, of files. */
function opsOf(files: readonly string[]): Set<string> {
  const code = files.map((file) => readFileSync(join(root, file), 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, ''));
  const calls = code.flatMap((text) => [...text.matchAll(/\btf\.((?:[a-z]\w*\.)?[a-z]\w*)\(/g)]);
  return new Set(calls.map(([, name]) => name));
}

it('has a row for every operation that a package uses', () => {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
  const used = opsOf(packages.flatMap(sourcesIn).filter((file) => !providers.test(file)));
  const compared = opsOf(sourcesIn('tooling/testing/src/parity/rows'));
  const missing = [...used].filter((op) => !notComputing.has(op) && !op.startsWith('util.') && !compared.has(op));
  expect(missing, 'operations to add to tooling/testing/src/parity/rows and fixtures/parity.py').toEqual([]);
});
