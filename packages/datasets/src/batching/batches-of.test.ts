import { createRng, GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayDataset } from './array-dataset';

const card = { name: 'numbers', description: 'Numbers.', license: 'CC0-1.0', source: 'test' };
const numbers = (n: number) => arrayDataset({ x: { data: Int32Array.from({ length: n }, (_, i) => i), shape: [] } }, card);

async function read(batches: AsyncIterable<{ readonly x: tf.Tensor }>): Promise<number[][]> {
  const out: number[][] = [];
  for await (const { x } of batches) out.push([...(await x.data())]);
  return out;
}

describe('batches', () => {
  it('keeps the order without a seed, and gives what is left as the last batch', async () => {
    expect(await read(numbers(5).batches({ batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
    expect(await read(numbers(5).batches({ batchSize: 2, dropLast: true }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('shuffles by the documented stream, each epoch in its own order', async () => {
    const batches = numbers(7).batches({ batchSize: 3, seed: 4 });
    const order = (epoch: number) => [...createRng(4).fork('shuffle').fork(epoch).permutation(7)];
    expect((await read(batches)).flat()).toEqual(order(0));
    expect((await read(batches.from({ epoch: 2, batch: 0 }))).flat()).toEqual(order(2));
    expect(order(0)).not.toEqual(order(2));
  });

  it('goes on from any position as if it had read what came before', async () => {
    const cases = fc.record({
      size: fc.integer({ min: 1, max: 20 }),
      batchSize: fc.integer({ min: 1, max: 25 }),
      seed: fc.option(fc.nat(1000), { nil: undefined }),
      epoch: fc.nat(3),
      skip: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ size, batchSize, seed, epoch, skip }) => {
        const batches = numbers(size).batches({ batchSize, seed });
        const whole = await read(batches.from({ epoch, batch: 0 }));
        const batch = Math.min(skip, whole.length);
        expect(await read(batches.from({ epoch, batch }))).toEqual(whole.slice(batch));
        expect(whole.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
      { numRuns: 30 },
    );
  });

  it('can be read more than once, and by two readers at a time', async () => {
    const rest = numbers(4).batches({ batchSize: 2, seed: 1 }).from({ epoch: 1, batch: 1 });
    expect(await read(rest)).toEqual(await read(rest));
    const [a, b] = await Promise.all([read(rest), read(rest)]);
    expect(a).toEqual(b);
  });

  it('lends each batch for one turn of the loop, and frees it on break and on throw', async () => {
    const before = tf.memory().numTensors;
    const seen: tf.Tensor[] = [];
    for await (const { x } of numbers(6).batches({ batchSize: 2 })) {
      expect(seen.every((tensor) => tensor.isDisposed)).toBe(true);
      expect(tf.memory().numTensors).toBe(before + 1);
      seen.push(x);
      if (seen.length === 2) break;
    }
    expect(tf.memory().numTensors).toBe(before);
    const failing = async () => {
      for await (const { x } of numbers(6).batches({ batchSize: 2 })) throw new Error(`${x.shape}`);
    };
    await expect(failing()).rejects.toThrow('2');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('outlives a tidy in which the batch was asked for', async () => {
    const reader = numbers(4).batches({ batchSize: 4 })[Symbol.asyncIterator]();
    let pending: ReturnType<typeof reader.next> | undefined;
    tf.tidy(() => {
      pending = reader.next();
    });
    const { value } = await pending!;
    expect([...(await value.x.data())]).toEqual([0, 1, 2, 3]);
    expect((await reader.next()).done).toBe(true);
    expect(value.x.isDisposed).toBe(true);
  });

  it('refuses bad sizes, seeds and positions before any batch', () => {
    const data = numbers(5);
    expect(() => data.batches({ batchSize: 0 })).toThrow('batches: expected batchSize to be an integer of at least 1, got 0');
    expect(() => data.batches({ batchSize: 6, dropLast: true })).toThrow(/at most the 5 examples when dropLast, got 6/);
    expect(() => data.batches({ batchSize: 2, seed: -1 })).toThrow(/seed/);
    const batches = data.batches({ batchSize: 2 });
    expect(() => batches.from({ epoch: -1, batch: 0 })).toThrow(/epoch/);
    expect(() => batches.from({ epoch: 0, batch: 0.5 })).toThrow(/batch/);
    try {
      batches.from({ epoch: 0, batch: 4 });
      expect.unreachable();
    } catch (error) {
      expect(GenError.is(error, 'value')).toBe(true);
      expect(String(error)).toContain('expected batch to be at most 3, the batches of an epoch, got 4');
    }
  });
});
