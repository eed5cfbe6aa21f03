import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '../index';
import { softmax } from '../kernels/softmax';
import { createHeap } from '../memory/heap';
import { createTeam } from '../threads/team';
import { loadModule } from '../wasm/load';
import { SimdBackend } from './simd-backend';

let previous: string;
beforeAll(async () => {
  previous = tf.getBackend();
  await tf.setBackend('simd');
});
afterAll(async () => {
  await tf.setBackend(previous);
});

const simd = (): SimdBackend => tf.backend() as SimdBackend;
const held = (): number => simd().heap.used;
const numbers = async (x: tf.Tensor): Promise<number[]> => Array.from(await x.data());
/** Values that a kernel has written into the memory. */
const negated = (values: number[]): tf.Tensor => tf.tidy(() => tf.neg(tf.tensor(values)));

describe('tensors in the memory of WebAssembly', () => {
  test('lie there from the first kernel on, and leave nothing there', () => {
    const before = held();
    const x = tf.tensor([1, 2, 3]);
    expect(held()).toBe(before);
    const y = tf.neg(x);
    // Both, rounded up to 64 bytes.
    expect(held()).toBe(before + 128);
    expect(tf.memory()).toMatchObject({ unreliable: false, numBytesInWasm: before + 128 });
    tf.dispose([x, y]);
    expect(held()).toBe(before);
  });

  test('leave nothing after 10,000 steps of kernels from here and from tfjs', () => {
    const x = tf.tensor([1, 2, 3, 4], [2, 2]);
    const step = (): void => {
      const y = tf.tidy(() => tf.sum(tf.exp(tf.cumsum(tf.atan(tf.neg(x)), -1))));
      y.dataSync();
      y.dispose();
    };
    step();
    const before = [held(), simd().numDataIds(), simd().heap.memory.buffer.byteLength, tf.memory().numBytes];
    for (let i = 0; i < 10_000; i++) step();
    expect([held(), simd().numDataIds(), simd().heap.memory.buffer.byteLength, tf.memory().numBytes]).toEqual(before);
    x.dispose();
  });

  test.each([
    ['of tfjs', () => tf.tensor([1, 2, 3])],
    ['of a kernel', () => negated([-1, -2, -3])],
    ['of integers', () => tf.tidy(() => tf.add(tf.tensor([0, 1, 2], [3], 'int32'), tf.tensor(1, [], 'int32')))],
  ])('are handed out as copies: those %s', async (_, make) => {
    const x = make();
    for (const copy of [await x.data(), x.dataSync()]) {
      (copy as Float32Array).fill(9);
      expect(await numbers(x)).toEqual([1, 2, 3]);
    }
    const kept = await x.data();
    x.dispose();
    const other = negated([5, 6, 7]);
    expect(Array.from(kept)).toEqual([1, 2, 3]);
    other.dispose();
  });

  test('are shared by views of other shape until the last is gone', async () => {
    const before = held();
    const x = negated([1, 2, 3, 4]);
    const alone = held();
    const y = tf.reshape(x, [2, 2]);
    const z = tf.tidy(() => tf.sum(tf.reshape(y, [4, 1]), 1));
    expect(held()).toBe(alone);
    expect(simd().refCount(x.dataId)).toBe(3);
    tf.dispose(x);
    expect(await numbers(y)).toEqual([-1, -2, -3, -4]);
    tf.dispose(y);
    expect(await numbers(z)).toEqual([-1, -2, -3, -4]);
    z.dispose();
    expect(held()).toBe(before);
  });

  test('survive what they are a slice of, also where a kernel of tfjs takes a view of its input', async () => {
    const before = held();
    const x = negated([1, 2, 3, 4, 5, 6]);
    const pieces = [
      tf.slice(x, [2], [3]),
      // tfjs's own kernel, called past the table.
      tf.engine().makeTensorFromTensorInfo(
        tf.getKernel('Slice', 'cpu')!.kernelFunc({
          inputs: { x },
          attrs: { begin: [2], size: [3] },
          backend: simd(),
        } as never) as tf.TensorInfo,
        simd(),
      ),
    ];
    x.dispose();
    const other = negated([9, 9, 9, 9, 9, 9]);
    for (const piece of pieces) expect(await numbers(piece)).toEqual([-3, -4, -5]);
    tf.dispose([pieces, other]);
    expect(held()).toBe(before);
  });

  test('may be complex: the parts live and go with the whole', async () => {
    const [before, ids] = [held(), simd().numDataIds()];
    const [real, imag] = [negated([1, 2]), negated([3, 4])];
    const x = tf.complex(real, imag);
    tf.dispose([real, imag]);
    expect(await numbers(x)).toEqual([-1, -3, -2, -4]);
    const product = tf.mul(x, x);
    const parts = [tf.real(product), tf.imag(product)];
    x.dispose();
    product.dispose();
    expect(await Promise.all(parts.map(numbers))).toEqual([
      [-8, -12],
      [6, 16],
    ]);
    tf.dispose(parts);
    expect([held(), simd().numDataIds()]).toEqual([before, ids]);
  });

  test('may be strings, which stay outside', async () => {
    const before = held();
    const x = tf.tensor(['a', 'bc', 'ü'], [3, 1], 'string');
    const y = tf.reshape(x, [3]);
    expect(await y.data()).toEqual(['a', 'bc', 'ü'] as never);
    expect(held()).toBe(before);
    tf.dispose([x, y]);
  });

  test('come from other backends and go there, of every kind', async () => {
    const [before, ids] = [held(), simd().numDataIds()];
    await tf.setBackend('cpu');
    const inputs = tf.tidy(() => [
      tf.tensor([1.5, 2.5]),
      tf.tensor([1, 2], [2], 'int32'),
      tf.tensor([true, false], [2], 'bool'),
      tf.complex([1, 2], [3, 4]),
    ]);
    await tf.setBackend('simd');
    const outputs = inputs.map((x) => (x.dtype === 'bool' ? tf.logicalNot(x) : tf.add(x, x)));
    await tf.setBackend('cpu');
    // cpu itself cannot take a complex tensor over, so what is read first is read here.
    const got = await Promise.all(outputs.map(numbers));
    expect(got).toEqual([
      [3, 5],
      [2, 4],
      [0, 1],
      [2, 6, 4, 8],
    ]);
    tf.dispose([inputs, outputs]);
    await tf.setBackend('simd');
    expect([held(), simd().numDataIds()]).toEqual([before, ids]);
  });
});

test('without shared memory, tensors outlive the views of them when the memory grows', async () => {
  const heap = createHeap(false);
  const backend = new SimdBackend(heap, createTeam(await loadModule(false), heap, 1));
  const logits = backend.makeTensorInfo([2, 2], 'float32', Float32Array.of(1, 1, 2, 2));
  const call = (x: tf.TensorInfo): tf.TensorInfo => softmax({ inputs: { logits: x }, attrs: { dim: -1 }, backend })!;
  const y = call(logits);
  const length = heap.memory.buffer.byteLength;
  const large = backend.makeTensorInfo([1000, 6000], 'float32', new Float32Array(6_000_000));
  const z = call(large);
  expect(heap.memory.buffer.byteLength).toBeGreaterThan(length);
  expect(Array.from(backend.readSync(y.dataId as object) as Float32Array)).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect((backend.readSync(z.dataId as object) as Float32Array)[5_999_999]).toBeCloseTo(1 / 6000, 9);
  // A view that was taken before the memory grew is of no use after; the tensor gives a new one.
  expect(Array.from(backend.data.get(logits.dataId as object).values as Float32Array)).toEqual([1, 1, 2, 2]);
  const used = heap.used;
  for (const info of [logits, y, large, z]) backend.disposeData(info.dataId as object);
  expect(heap.used).toBe(used - 2 * 64 - 2 * 24_000_000);
});
