import { createRng } from '@gen/core';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../choose/use-backend';
import { integers, normal, run, same } from './against-cpu';
import type { KernelCall, WasmBackend } from './wasm-backend';

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, body), { numRuns: 100 });

describe.runIf(when(backendName === 'wasm', 'compares the kernels of wasm with those of cpu'))(
  'kernels on wasm, against cpu',
  () => {
    beforeAll(async () => {
      await useBackend('cpu');
      await useBackend('wasm');
    });

    it('UnsortedSegmentSum, with ids beyond the segments dropped', () => {
      const any = fc.record({
        seed,
        ids: fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 12 }),
        rest: fc.array(upTo(4), { maxLength: 2 }),
      });
      return check(any, ({ seed, ids, rest }) =>
        same(
          'UnsortedSegmentSum',
          { x: normal(seed, 'x', [ids.length, ...rest]), segmentIds: integers(ids) },
          { numSegments: 5 },
        ),
      );
    });

    const shaped = fc.array(upTo(5), { minLength: 1, maxLength: 5 });

    it('Sum over any axes', () =>
      check(
        fc.record({ seed, shape: shaped, axes: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) }),
        ({ seed, shape, axes }) =>
          same('Sum', { x: normal(seed, 'x', shape) }, { axis: shape.flatMap((_, i) => (axes[i] ? [i] : [])), keepDims: false }),
      ));

    it('Sum of rows, wide and narrow, keeping dimensions', async () => {
      for (const shape of [
        [7, 5, 19],
        [300, 1],
        [2, 64],
      ]) {
        const [got] = await run('wasm', 'Sum', { x: normal(3, 'x', shape) }, { axis: [0], keepDims: true });
        expect(got.shape).toEqual([1, ...shape.slice(1)]);
        await same('Sum', { x: normal(3, 'x', shape) }, { axis: [0], keepDims: false });
      }
      await same('Sum', { x: integers([1, 2, 3]) }, { axis: [0], keepDims: false });
    });

    it('Cast to bool, of fractions, negative numbers and NaN, and to int32', async () => {
      const x = { values: Float32Array.of(0, 0.5, -0.25, -1, 256, Number.NaN, -0), shape: [7], dtype: 'float32' as const };
      await same('Cast', { x }, { dtype: 'bool' });
      await same('Cast', { x: integers([0, 256, -1]) }, { dtype: 'bool' });
      await same('Cast', { x: normal(3, 'x', [5, 4]) }, { dtype: 'int32' });
    });

    it('Transpose by any permutation', async () => {
      await check(fc.record({ seed, shape: shaped, order: seed }), ({ seed, shape, order }) =>
        same('Transpose', { x: normal(seed, 'x', shape) }, { perm: [...createRng(order).permutation(shape.length)] }),
      );
      await same('Transpose', { x: normal(1, 'x', [70, 3, 45]) }, { perm: [1, 2, 0] });
      await same('Transpose', { x: normal(1, 'x', [3, 70, 45]) }, { perm: [0, 2, 1] });
      await same('Transpose', { x: integers([1, 2, 3]) }, { perm: [0] });
    });

    it('Slice and SplitV of any part', async () => {
      const cuts = fc.array(
        fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: 5,
          maxLength: 5,
        },
      );
      await check(fc.record({ seed, shape: shaped, cuts }), async ({ seed, shape, cuts }) => {
        const begin = shape.map((size, i) => Math.floor(cuts[i][0] * size));
        const size = shape.map((whole, i) => Math.round(cuts[i][1] * (whole - begin[i])));
        await same('Slice', { x: normal(seed, 'x', shape) }, { begin, size });
      });
      await same('Slice', { x: normal(1, 'x', [4, 100, 3]) }, { begin: [1, 2, 0], size: [2, 90, 3] });
      await same('SplitV', { x: normal(1, 'x', [4, 6]) }, { numOrSizeSplits: [1, 3, 2], axis: 1 });
      await same('SplitV', { x: normal(1, 'x', [4, 6]) }, { numOrSizeSplits: 2, axis: -2 });
      const words = tf.tensor1d(['a', 'b', 'c'], 'string');
      const word = tf.slice(words, [1], [1]);
      expect(await word.data()).toEqual(['b']);
      const x = tf.zeros([3]);
      expect(() => tf.slice(x, [2], [2])).toThrow();
      tf.dispose([words, word, x]);
    });

    it('Softplus, everywhere from underflow to overflow', async () => {
      const values = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 20);
      const x = tf.tensor1d(values);
      const y = tf.softplus(x);
      const got = await y.data();
      y.dispose();
      values.forEach((value, i) => {
        const expected = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
        // Relative, down to where float32 has no normal numbers.
        if (expected > 1e-37) expect(Math.abs(got[i] / expected - 1), `softplus(${value})`).toBeLessThan(1e-6);
      });
      x.dispose();
    });

    it('Identity shares memory, and frees it with the last tensor', () => {
      const backend = tf.backend() as WasmBackend;
      const before = backend.numDataIds();
      const x = tf.tensor1d([1, 2]);
      const clone = tf.clone(x);
      expect(clone.dataId).toBe(x.dataId);
      x.dispose();
      expect([...clone.dataSync()]).toEqual([1, 2]);
      clone.dispose();
      expect(backend.numDataIds()).toBe(before);
    });

    it('leaves no data behind when a kernel inside fails', () => {
      const backend = tf.backend() as WasmBackend;
      const [a, b] = [tf.ones([2, 3, 4]), tf.ones([2, 5, 3])];
      const before = backend.numDataIds();
      const kernel = tf.getKernel('Transpose', 'wasm')!;
      const stock = tf.getKernel('BatchMatMul', 'wasm')!.kernelFunc as unknown as (
        call: KernelCall<unknown, unknown>,
      ) => tf.TensorInfo;
      tf.unregisterKernel('Transpose', 'wasm');
      expect(() => stock({ inputs: { a, b }, attrs: { transposeA: true, transposeB: true }, backend })).toThrow(
        "wasm: expected a registered kernel 'Transpose', got none",
      );
      tf.registerKernel(kernel);
      expect(() => stock({ inputs: { a, b: a }, attrs: { transposeA: true, transposeB: true }, backend })).toThrow(
        'inner sizes 3 and 4 must match',
      );
      expect(backend.numDataIds()).toBe(before);
      tf.dispose([a, b]);
    });
  },
);
