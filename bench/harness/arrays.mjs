import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '@gen/core';

/** @typedef {import('./workload').ArraySpec} ArraySpec */

/** @param {readonly number[]} shape */
const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1);

/**
 * Draws the arrays of a workload and writes them for every system to read: `<group>.json` names and shapes, `<group>.bin` the
 * float32 numbers, one array after the other.
 *
 * @param {string} folder
 * @param {'parameters' | 'inputs'} group
 * @param {Readonly<Record<string, ArraySpec>>} specs
 */
export function writeArrays(folder, group, specs) {
  mkdirSync(folder, { recursive: true });
  const rng = createRng(0).fork(group);
  const arrays = Object.entries(specs).map(([name, { shape, kind, scale = 1 }]) => {
    const values = new Float32Array(sizeOf(shape));
    if (kind === 'uniform') rng.fork(name).fillUniform(values);
    if (kind === 'normal') rng.fork(name).fillNormal(values, 0, scale);
    return Buffer.from(values.buffer);
  });
  writeFileSync(
    join(folder, `${group}.json`),
    JSON.stringify(Object.entries(specs).map(([name, { shape }]) => ({ name, shape }))),
  );
  writeFileSync(join(folder, `${group}.bin`), Buffer.concat(arrays));
}

/**
 * @param {string} folder
 * @param {'parameters' | 'inputs'} group
 * @returns {{ name: string, shape: number[], values: Float32Array }[]}
 */
export function readArrays(folder, group) {
  /** @type {{ name: string, shape: number[] }[]} */
  const specs = JSON.parse(readFileSync(join(folder, `${group}.json`), 'utf8'));
  const bytes = readFileSync(join(folder, `${group}.bin`));
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let offset = 0;
  return specs.map(({ name, shape }) => {
    const values = all.subarray(offset, offset + sizeOf(shape));
    offset += values.length;
    return { name, shape, values };
  });
}
