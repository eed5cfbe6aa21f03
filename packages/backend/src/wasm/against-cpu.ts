import { createRng } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './wasm-backend';

// For the tests of this folder: kernels on wasm against the same kernels on the cpu backend.

/** Inputs of a kernel, on no backend yet. */
export type Inputs = Record<string, { values: Float32Array | Int32Array; shape: number[]; dtype: 'float32' | 'int32' }>;

/** An input of normal numbers. */
export function normal(seed: number, name: string, shape: number[]): Inputs[string] {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  return { values: createRng(seed).fork(name).fillNormal(values), shape, dtype: 'float32' };
}

/** An input of integers, of one axis. */
export const integers = (values: number[]): Inputs[string] => ({
  values: Int32Array.from(values),
  shape: [values.length],
  dtype: 'int32',
});

/**
 * Runs a kernel on a backend and reads its outputs.
 *
 * @param list whether the kernel takes its inputs as a list.
 * @throws Error, when data stays behind.
 */
export async function run(
  backend: string,
  kernel: string,
  inputs: Inputs,
  attrs: object,
  list = false,
): Promise<{ shape: number[]; values: number[] }[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numDataBuffers;
  const tensors = Object.entries(inputs).map(
    ([name, { values, shape, dtype }]) => [name, tf.tensor(values, shape, dtype)] as const,
  );
  const given = list ? tensors.map(([, tensor]) => tensor) : Object.fromEntries(tensors);
  const outputs = [tf.engine().runKernel(kernel, given as never, attrs as never)].flat() as tf.Tensor[];
  const read = await Promise.all(outputs.map(async (tensor) => ({ shape: tensor.shape, values: [...(await tensor.data())] })));
  tf.dispose([outputs, tensors.map(([, tensor]) => tensor)]);
  const after = tf.memory().numDataBuffers;
  if (after !== before) throw new Error(`${before} buffers before ${kernel} on ${backend}, ${after} after`);
  return read;
}

/** Runs a kernel on both backends, and throws an Error unless they agree to 2e-6 of the largest value. */
export async function same(kernel: string, inputs: Inputs, attrs: object): Promise<void> {
  const ids = (tf.backend() as WasmBackend).numDataIds();
  const got = await run('wasm', kernel, inputs, attrs);
  const left = (tf.backend() as WasmBackend).numDataIds();
  if (left !== ids) throw new Error(`${ids} data in the heap before ${kernel}, ${left} after`);
  const want = await run('cpu', kernel, inputs, attrs).finally(() => tf.setBackend('wasm'));
  got.forEach(({ values, shape }, output) => {
    if (`${shape}` !== `${want[output].shape}`) throw new Error(`output ${output} is [${shape}], on cpu [${want[output].shape}]`);
    const expected = want[output].values;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    values.forEach((value, i) => {
      if (!(Math.abs(value - expected[i]) <= 2e-6 * scale)) {
        throw new Error(`output ${output} at ${i}: ${value}, cpu has ${expected[i]}`);
      }
    });
  });
}
