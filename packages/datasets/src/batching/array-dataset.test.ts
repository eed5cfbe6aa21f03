import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { arrayDataset } from './array-dataset';

const card = { name: 'toy', description: 'Toy.', license: 'CC0-1.0', source: 'test', sha256: 'ab' };
const code = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
};

describe('arrayDataset', () => {
  it('gives each column its shape, dtype and rank', async () => {
    const data = arrayDataset(
      {
        features: { data: Float32Array.from([1, 2, 3, 4, 5, 6]), shape: [2] },
        targets: { data: Int32Array.of(7, 8, 9), shape: [] },
        bytes: { data: Uint8Array.of(1, 0, 255), shape: [] },
        mask: { data: Uint8Array.of(1, 0, 1), shape: [], dtype: 'bool' },
        floats: { data: Uint8Array.of(1, 0, 255), shape: [1, 1], dtype: 'float32' },
      },
      card,
    );
    expect(data.size).toBe(3);
    for await (const batch of data.batches({ batchSize: 3 })) {
      expectTypeOf(batch.features).toEqualTypeOf<tf.Tensor2D>();
      expectTypeOf(batch.targets).toEqualTypeOf<tf.Tensor1D>();
      expectTypeOf(batch.floats).toEqualTypeOf<tf.Tensor3D>();
      const about = Object.entries(batch).map(([name, tensor]) => [name, tensor.dtype, ...tensor.shape]);
      expect(about).toEqual([
        ['features', 'float32', 3, 2],
        ['targets', 'int32', 3],
        ['bytes', 'int32', 3],
        ['mask', 'bool', 3],
        ['floats', 'float32', 3, 1, 1],
      ]);
      expect([...(await batch.features.data())]).toEqual([1, 2, 3, 4, 5, 6]);
      expect([...(await batch.bytes.data())]).toEqual([1, 0, 255]);
      expect([...(await batch.mask.data())].map(Number)).toEqual([1, 0, 1]);
      expect([...(await batch.floats.data())]).toEqual([1, 0, 255]);
    }
  });

  it('lets NaN through: the guard that watches training names it', async () => {
    const data = arrayDataset({ x: { data: Float32Array.of(1, Number.NaN), shape: [] } }, card);
    for await (const { x } of data.batches({ batchSize: 2 })) expect([...(await x.data())]).toEqual([1, Number.NaN]);
  });

  it('selects a copy, and says so on the card', async () => {
    const values = Float32Array.of(0, 1, 2, 3, 4, 5);
    const data = arrayDataset({ x: { data: values, shape: [2] } }, card);
    const part = data.select([2, 0, 2], 'some');
    values.fill(-1);
    expect(part.size).toBe(3);
    expect([...part.columns.x.data]).toEqual([4, 5, 0, 1, 4, 5]);
    expect(part.card).toEqual({ ...card, name: 'toy/some', description: 'Toy. Here 3 of its 3 examples.', sha256: undefined });
    expect(data.select([1]).card.name).toBe('toy');
  });

  it('refuses columns that do not fit', () => {
    const x = { data: new Float32Array(6), shape: [2] };
    expect(code(() => arrayDataset({}, card))).toMatch(/^value: .*one column or more/);
    expect(code(() => arrayDataset({ x: { ...x, shape: [4] } }, card))).toBe(
      'shape: arrayDataset: expected columns.x.data to hold a multiple of 4 values, the size of one example [4], got 6',
    );
    expect(code(() => arrayDataset({ x: { ...x, shape: [0] } }, card))).toMatch(/^value: .*columns.x.shape\[0\]/);
    expect(code(() => arrayDataset({ x, y: { data: new Int32Array(2), shape: [] } }, card))).toBe(
      'value: arrayDataset: expected number of examples in columns.y to be 3, as in columns.x, got 2',
    );
    expect(code(() => arrayDataset({ x: { data: new Float32Array(0), shape: [] } }, card))).toMatch(/^value: /);
    expect(code(() => arrayDataset({ x: { ...x, dtype: 'int32' } }, card))).toMatch(/^dtype: .*Float32Array, got int32/);
  });

  it('refuses indices that are not there', () => {
    const data = arrayDataset({ x: { data: new Float32Array(3), shape: [] } }, card);
    expect(code(() => data.select([]))).toMatch(/^value: select: expected indices to be one example or more/);
    for (const bad of [-1, 3, 0.5, Number.NaN]) {
      expect(code(() => data.select([0, bad]))).toBe(
        `value: select: expected indices[1] to be an integer from 0 to 2, got ${bad}`,
      );
    }
  });
});
