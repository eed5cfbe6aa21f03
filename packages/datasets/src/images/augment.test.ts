import type { Dataset } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { type Augmentation, augment } from './augment';
import { type ImageBatch, imageDataset } from './image-dataset';

const card = { name: 'toy', description: 'Toy.', license: 'CC0-1.0', source: 'test' };
const bytes = Uint8Array.from({ length: 5 * 4 }, (_, i) => i);
const data = imageDataset({ card, pixels: bytes, imageShape: [2, 2, 1], labels: Uint8Array.of(0, 1, 2, 3, 4) });

const noise: Augmentation = (images, _shape, rng) => {
  const values = rng.fillUniform(new Float32Array(images.length));
  images.forEach((value, i) => {
    images[i] = value + values[i];
  });
};

async function read(dataset: Dataset<ImageBatch>, epoch: number, batch: number): Promise<number[][]> {
  const out: number[][] = [];
  for await (const { images, labels } of dataset.batches({ batchSize: 2, seed: 1 }).from({ epoch, batch })) {
    out.push([...(await images.data()), ...(await labels.data())]);
  }
  return out;
}

describe('augment', () => {
  it('is a function of seed, epoch and batch alone', async () => {
    const noisy = augment(data, noise, { seed: 5 });
    const whole = await read(noisy, 1, 0);
    expect(await read(noisy, 1, 2)).toEqual(whole.slice(2));
    expect(await read(augment(data, noise, { seed: 5 }), 1, 1)).toEqual(whole.slice(1));
    expect(await read(noisy, 2, 0)).not.toEqual(whole);
    expect(await read(augment(data, noise, { seed: 6 }), 1, 0)).not.toEqual(whole);
  });

  it('tells the transform the shape, and leaves the dataset and its labels alone', async () => {
    const shapes: number[][] = [];
    const zeros = augment(
      data,
      (images, shape) => {
        shapes.push([...shape]);
        images.fill(0);
      },
      { seed: 0 },
    );
    expect([zeros.card, zeros.size]).toEqual([card, 5]);
    for (const row of await read(zeros, 0, 0)) expect(row.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(shapes).toEqual([
      [2, 2, 2, 1],
      [2, 2, 2, 1],
      [1, 2, 2, 1],
    ]);
    expect(data.pixels).toEqual(Uint8Array.from({ length: 20 }, (_, i) => i));
  });

  it('goes without labels', async () => {
    const bare = augment(imageDataset({ card, pixels: bytes, imageShape: [2, 2, 1] }), noise, { seed: 1 });
    for await (const batch of bare.batches({ batchSize: 5 })) expect(Object.keys(batch)).toEqual(['images']);
  });

  it('refuses a bad seed', () => {
    expect(() => augment(data, noise, { seed: 0.5 })).toThrow(/seed/);
  });
});
