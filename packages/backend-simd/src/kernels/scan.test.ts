import { expectSameAsCpu, type PlainTensor } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { madeTensor, shapes } from './reduce-cases';

const scans = [
  ['cumsum', tf.cumsum],
  ['cumprod', tf.cumprod],
] as const;

for (const [name, op] of scans) {
  test(`${name} along any axis is that of cpu, to the last bit`, async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes.filter(({ length }) => length > 0),
        fc.nat(),
        fc.constantFrom('float32', 'float32', 'int32', 'bool'),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom(0, 3, 100),
        async (shape, axis, dtype, exclusive, reverse, seed, oddities) =>
          expectSameAsCpu(
            'simd',
            (x) => op(x, axis % shape.length, exclusive, reverse),
            [madeTensor(shape, dtype as PlainTensor['dtype'], seed, oddities)],
            { relative: 0 },
          ),
      ),
      { numRuns: fuzzRuns(80), seed: 4005 },
    );
  });

  test.each(['float32', 'int32', 'bool'] as const)(
    `${name} of %s along an axis counted from the end is that along the axis`,
    async (dtype) => {
      await tf.setBackend('simd');
      const { values } = madeTensor([3, 4, 5], dtype, 11);
      const x = tf.tensor(Array.from(values), [3, 4, 5], dtype);
      for (const axis of [0, 1, 2]) {
        const [want, got] = [op(x, axis), op(x, axis - 3)];
        expect(await got.data()).toEqual(await want.data());
        tf.dispose([want, got]);
      }
      x.dispose();
      await tf.setBackend('cpu');
    },
  );
}

test('cumsum of a large tensor is that of cpu', async () => {
  for (const axis of [0, 1, 2])
    await expectSameAsCpu('simd', (x) => tf.cumsum(x, axis, false, axis === 1), [madeTensor([20, 90, 70], 'float32', 2)], {
      relative: 0,
    });
});
