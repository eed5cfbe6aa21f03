import { createRng } from '@gen/core';
import { backendName, expectClose, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../choose/use-backend';
import { type Inputs, normal, run, same } from './against-cpu';
import type { WasmBackend } from './wasm-backend';

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, body), { numRuns: 100 });

describe.runIf(when(backendName === 'wasm', 'compares the kernels of wasm with those of cpu'))(
  'products of matrices on wasm, against cpu',
  () => {
    beforeAll(async () => {
      await useBackend('cpu');
      await useBackend('wasm');
    });

    it('BatchMatMul, with any operand transposed, batched or broadcast', () => {
      const size = upTo(40);
      const batch = fc.constantFrom(
        [[], []],
        [[1], [1]],
        [[3], [3]],
        [[1], [4]],
        [[4], [1]],
        [
          [2, 3],
          [2, 3],
        ],
        [[3], [2, 3]],
      );
      const any = fc.record({
        seed,
        batch,
        rows: size,
        inner: size,
        columns: size,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      });
      return check(any, ({ seed, batch: [outerA, outerB], rows, inner, columns, transposeA, transposeB }) => {
        const a = normal(seed, 'a', [...outerA, ...(transposeA ? [inner, rows] : [rows, inner])]);
        const b = normal(seed, 'b', [...outerB, ...(transposeB ? [columns, inner] : [inner, columns])]);
        return same('BatchMatMul', { a, b }, { transposeA, transposeB });
      });
    });

    it('BatchMatMul with both batches broadcast, which cpu gets wrong', async () => {
      const [a, b] = [normal(1, 'a', [2, 1, 3, 4]), normal(1, 'b', [1, 3, 4, 5])];
      const [got] = await run('wasm', 'BatchMatMul', { a, b }, { transposeA: false, transposeB: false });
      const whole = tf.tidy(() => {
        const left = tf.tile(tf.tensor(a.values, a.shape), [1, 3, 1, 1]);
        const right = tf.tile(tf.tensor(b.values, b.shape), [2, 1, 1, 1]);
        return tf.matMul(left, right).dataSync();
      });
      expect(got.shape).toEqual([2, 3, 3, 5]);
      await expectClose(got.values, whole);
    });

    it('BatchMatMul by one matrix in several shapes', async () => {
      const b = tf.tensor(normal(1, 'b', [4, 6]).values, [4, 6]);
      for (const shape of [
        [4, 6],
        [6, 4],
        [1, 24],
        [24, 1],
        [4, 6],
      ] as [number, number][]) {
        const left = normal(2, 'a', [3, shape[0]]);
        const [got, want] = tf.tidy(() => {
          const a = tf.tensor2d(left.values, [3, shape[0]]);
          const products = tf.mul(tf.expandDims(a, 2), tf.reshape(b, [1, ...shape]));
          return [tf.matMul(a, tf.reshape(b, shape)).dataSync(), tf.sum(products, 1).dataSync()];
        });
        await expectClose(got, want, { absolute: 1e-5 });
      }
      b.dispose();
    });

    it('BatchMatMul of nothing, and of an empty sum', async () => {
      await same(
        'BatchMatMul',
        { a: normal(1, 'a', [2, 3, 0]), b: normal(1, 'b', [2, 0, 4]) },
        { transposeA: false, transposeB: false },
      );
      await same(
        'BatchMatMul',
        { a: normal(1, 'a', [0, 3, 2]), b: normal(1, 'b', [0, 2, 4]) },
        { transposeA: false, transposeB: false },
      );
    });

    it('_FusedMatMul, with any operand transposed', () => {
      const activation = fc.constantFrom('linear', 'relu', 'sigmoid', 'elu', 'leakyrelu', 'prelu');
      const size = upTo(40);
      const any = fc.record({
        seed,
        batch: upTo(3),
        rows: size,
        inner: size,
        columns: size,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
        activation,
      });
      return check(any, ({ seed, batch, rows, inner, columns, transposeA, transposeB, activation }) => {
        const a = normal(seed, 'a', [batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
        const b = normal(seed, 'b', [batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
        const prelu: Inputs = activation === 'prelu' ? { preluActivationWeights: normal(seed, 'prelu', [columns]) } : {};
        const inputs = { a, b, bias: normal(seed, 'bias', [columns]), ...prelu };
        return same('_FusedMatMul', inputs, { transposeA, transposeB, activation, leakyreluAlpha: 0.3 });
      });
    });

    it('Einsum, of one operand and of two, against the sum over all indices', () => {
      const labels = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e']);
      const sizes = fc.array(upTo(4), { minLength: 5, maxLength: 5 });
      const any = fc.record({ seed, operands: fc.array(labels, { minLength: 1, maxLength: 2 }), sizes, order: seed });
      return check(any, async ({ seed, operands, sizes, order }) => {
        const all = [...new Set(operands.flat())];
        const rng = createRng(order);
        const output = [...rng.permutation(all.length)].slice(0, rng.integer(all.length + 1)).map((i) => all[i]);
        const sizeOf = (label: string): number => sizes[label.charCodeAt(0) - 97];
        const inputs = Object.fromEntries(operands.map((own, i) => [String(i), normal(seed, String(i), own.map(sizeOf))]));
        const equation = `${operands.map((own) => own.join('')).join(',')}->${output.join('')}`;
        const before = (tf.backend() as WasmBackend).numDataIds();
        const [got] = await run('wasm', 'Einsum', inputs, { equation }, true);
        expect((tf.backend() as WasmBackend).numDataIds()).toBe(before);

        const expected = new Float64Array(output.reduce((product, label) => product * sizeOf(label), 1));
        const count = all.reduce((product, label) => product * sizeOf(label), 1);
        for (let n = 0; n < count; n++) {
          let rest = n;
          const at = new Map<string, number>();
          for (const label of all) {
            at.set(label, rest % sizeOf(label));
            rest = Math.floor(rest / sizeOf(label));
          }
          const offset = (own: readonly string[]): number => own.reduce((sum, label) => sum * sizeOf(label) + at.get(label)!, 0);
          expected[offset(output)] += operands.reduce((product, own, i) => product * inputs[i].values[offset(own)], 1);
        }
        expect(got.shape).toEqual(output.map(sizeOf));
        await expectClose(got.values, expected, { relative: 1e-5, absolute: 1e-5 });
      });
    });

    it('BatchMatMul with edges of tiles, and more on the left than is packed at a time', async () => {
      for (const [rows, inner, columns] of [
        [4, 200, 8],
        [5, 200, 8],
        [4, 200, 9],
        [71, 33, 23],
        [130, 1100, 17],
        [6, 40_000, 8],
      ]) {
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) {
            const a = normal(1, 'a', transposeA ? [inner, rows] : [rows, inner]);
            const b = normal(2, 'b', transposeB ? [columns, inner] : [inner, columns]);
            // Whole numbers, so that long sums are exact in any order.
            for (const matrix of [a, b]) matrix.values = matrix.values.map(Math.round);
            await same('BatchMatMul', { a, b }, { transposeA, transposeB });
          }
        }
      }
    });

    it('BatchMatMul where our own code cannot run in the memory', () => {
      const stock = tf.getKernel('BatchMatMul', 'wasm')!;
      const backend = tf.backend() as WasmBackend;
      const wasm = Object.create(backend.wasm!, { asm: { value: undefined } }) as unknown;
      const blind = new Proxy(backend, { get: (target, name) => (name === 'wasm' ? wasm : Reflect.get(target, name)) });
      tf.unregisterKernel('BatchMatMul', 'wasm');
      tf.registerKernel({ ...stock, kernelFunc: (call) => stock.kernelFunc({ ...call, backend: blind }) });
      const size = upTo(40);
      const any = fc.record({
        seed,
        batch: upTo(3),
        rows: size,
        inner: size,
        columns: size,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      });
      return check(any, ({ seed, batch, rows, inner, columns, transposeA, transposeB }) => {
        const a = normal(seed, 'a', [batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
        const b = normal(seed, 'b', [batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
        return same('BatchMatMul', { a, b }, { transposeA, transposeB });
      }).finally(() => {
        tf.unregisterKernel('BatchMatMul', 'wasm');
        tf.registerKernel(stock);
      });
    });
  },
);
