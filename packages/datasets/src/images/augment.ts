import { createRng, type Dataset, type Rng } from '@gen/core';
import { batchesOf } from '../batching/batches-of';
import { gatherPixels } from './gather-pixels';
import { type ImageBatch, type ImageDataset, imageTensors, type UnlabelledBatch } from './image-dataset';

/**
 * A random change of a batch of images, in place, before they become a tensor.
 *
 * `images` holds `[batch, height, width, channels]` floats in [0, 1]. All randomness comes from `rng`.
 *
 * @category Images
 */
export type Augmentation = (images: Float32Array, shape: BatchShape, rng: Rng) => void;

/** Batch, height, width and channels. @category Images */
export type BatchShape = readonly [batch: number, height: number, width: number, channels: number];

/**
 * A dataset whose images pass through `transform` on their way into a batch: a new random version in every epoch.
 *
 * What an image becomes is a pure function of the seed, the epoch and its place in the order, so resuming at any position
 * gives the same images.
 *
 * @param dataset images, with labels or without; not changed.
 * @param transform the change; join several with `compose`.
 * @param options `seed` of the changes, apart from that of the order.
 * @returns a dataset of the same card, size and kind of batch.
 * @throws GenError `value`, for a seed that is no integer from 0 to 2^53 - 1.
 * @memory Batches are lent, as those of the dataset.
 *
 * @example Digits moved by up to two pixels
 * ```ts
 * import { augment, glyphs, shift } from '@gen/datasets';
 *
 * const moved = augment(glyphs({ size: 100 }), shift({ pixels: 2 }), { seed: 1 });
 * for await (const { images } of moved.batches({ batchSize: 50, seed: 2 })) images.shape; // [50, 28, 28, 1]
 * ```
 * @category Images
 */
export function augment<Batch extends UnlabelledBatch = ImageBatch>(
  dataset: ImageDataset<Batch>,
  transform: Augmentation,
  options: { readonly seed: number },
): Dataset<Batch> {
  const { card, size, pixels, imageShape } = dataset;
  const stride = pixels.length / size;
  const changes = createRng(options.seed).fork('augment');
  return {
    card,
    size,
    batches: (batching) =>
      batchesOf(size, batching, (indices, { epoch, batch }) => {
        const values = gatherPixels(pixels, stride, indices);
        transform(values, [indices.length, ...imageShape], changes.fork(epoch).fork(batch));
        return imageTensors(values, dataset, indices);
      }),
  };
}
