import { GenError } from '@gen/core';
import { expectClose } from '@gen/testing';
import type * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ImageBytes, imageDataset } from './image-dataset';

const card = { name: 'toy', description: 'Toy.', license: 'CC0-1.0', source: 'test', sha256: 'ab' };
const pixels = Uint8Array.from({ length: 3 * 4 * 2 }, (_, i) => i * 11);
const toy = () => imageDataset({ card, pixels, imageShape: [2, 2, 2], labels: Uint8Array.of(2, 0, 1) });

const thrown = (data: Partial<ImageBytes>): string => {
  try {
    imageDataset({ card, pixels, imageShape: [2, 2, 2], ...data } as ImageBytes);
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
};

describe('imageDataset', () => {
  it('scales bytes to [0, 1] and pairs images with labels in any order', async () => {
    const data = toy();
    expect([data.size, data.classes]).toEqual([3, ['0', '1', '2']]);
    let seen = 0;
    for await (const { images, labels } of data.batches({ batchSize: 2, seed: 3 })) {
      expectTypeOf(images).toEqualTypeOf<tf.Tensor4D>();
      expect([images.dtype, labels.dtype, images.shape.slice(1)]).toEqual(['float32', 'int32', [2, 2, 2]]);
      for (const [i, label] of (await labels.data()).entries()) {
        const index = data.labels.indexOf(label);
        const want = Float32Array.from(pixels.subarray(index * 8, index * 8 + 8), (byte) => byte / 255);
        await expectClose((await images.data()).slice(i * 8, i * 8 + 8), want, { relative: 1e-7, absolute: 0 });
        seen++;
      }
    }
    expect(seen).toBe(3);
  });

  it('goes without labels', async () => {
    const data = imageDataset({ card, pixels, imageShape: [2, 4, 1] });
    expect([data.labels, data.classes]).toEqual([undefined, []]);
    expectTypeOf(data.labels).toEqualTypeOf<undefined>();
    for await (const batch of data.batches({ batchSize: 3 })) expect(Object.keys(batch)).toEqual(['images']);
    expect(data.select([1]).labels).toBe(undefined);
    expect(await data.hash()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('selects a copy that keeps the classes and drops the hash', () => {
    const part = toy().select([1, 1], 'zeros');
    expect([...part.labels]).toEqual([0, 0]);
    expect([...part.pixels]).toEqual([...pixels.subarray(8, 16), ...pixels.subarray(8, 16)]);
    expect(part.classes).toEqual(['0', '1', '2']);
    expect(part.card).toEqual({ ...card, name: 'toy/zeros', description: 'Toy. Here 2 of its 3 examples.', sha256: undefined });
  });

  it('hashes shape, pixels and labels', async () => {
    const hash = await toy().hash();
    // printf '3,2,2,2;' and the bytes, through sha256sum
    expect(hash).toMatchInlineSnapshot(`"f4e4421b3431c7b44051dcae2f50a1e9fe9b34ce4dd18ad5667935995524c694"`);
    expect(await toy().hash()).toBe(hash);
    expect(await imageDataset({ card, pixels, imageShape: [2, 4, 1], labels: toy().labels }).hash()).not.toBe(hash);
    expect(await toy().select([0, 2, 1]).hash()).not.toBe(hash);
    expect(await imageDataset({ card, pixels, imageShape: [2, 2, 2], labels: Uint8Array.of(2, 0, 0) }).hash()).not.toBe(hash);
  });

  it('refuses what does not fit', () => {
    expect(thrown({ imageShape: [2, 2] as never })).toMatch(/^shape: .*\[height, width, channels\], got \[2,2\]/);
    expect(thrown({ imageShape: [2, 0, 1] })).toMatch(/^value: .*imageShape\[1\]/);
    expect(thrown({ imageShape: [5, 2, 1] })).toBe(
      'shape: imageDataset: expected pixels of a multiple of 10, the size of one image [5,2,1], got 24',
    );
    expect(thrown({ pixels: new Uint8Array(0) })).toMatch(/^value: .*number of images to be an integer of at least 1, got 0/);
    expect(thrown({ labels: Uint8Array.of(1) })).toBe(
      'value: imageDataset: expected labels to be one for each of the 3 images, got 1',
    );
    expect(thrown({ labels: Uint8Array.of(0, 1, 2), classes: ['a', 'b'] })).toBe(
      'value: imageDataset: expected labels[2] to be below 2, the number of classes, got 2',
    );
  });
});
