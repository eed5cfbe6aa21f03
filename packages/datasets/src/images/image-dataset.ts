import { type Card, checkCount, checkValue, type Dataset, GenError, sha256 } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { batchesOf } from '../batching/batches-of';
import { checkIndices } from '../batching/check-indices';
import { partCard } from '../batching/part-card';
import { gatherPixels } from './gather-pixels';

/** Height, width and channels of one image. @category Images */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A batch of images without labels: `images` is `[batch, height, width, channels]` float32 in [0, 1]. @category Images */
export interface UnlabelledBatch {
  readonly images: tf.Tensor4D;
}

/** A batch of images and their labels, `[batch]` int32. @category Images */
export interface ImageBatch extends UnlabelledBatch {
  readonly labels: tf.Tensor1D;
}

/**
 * Images of one shape, with labels unless made without.
 *
 * @category Images
 */
export interface ImageDataset<Batch extends UnlabelledBatch = ImageBatch> extends Dataset<Batch> {
  readonly imageShape: ImageShape;
  /** Names of the classes by label; none without labels. */
  readonly classes: readonly string[];
  /** `[size, height, width, channels]` bytes, row by row; 255 becomes 1. */
  readonly pixels: Uint8Array;
  /** `[size]`, indices into `classes`. */
  readonly labels: Batch extends ImageBatch ? Uint8Array : undefined;
  /** The images at `indices`, in that order, copied; `name` is appended to the card's name. */
  select(indices: ArrayLike<number>, name?: string): ImageDataset<Batch>;
  /** SHA-256 of the image shape, the pixels and the labels, hexadecimal. */
  hash(): Promise<string>;
}

/** What an {@link imageDataset} is made of. @category Images */
export interface ImageBytes {
  readonly card: Card;
  /** `[size, height, width, channels]` bytes, row by row. Borrowed: not copied. */
  readonly pixels: Uint8Array;
  readonly imageShape: ImageShape;
  /** `[size]` indices into `classes`. Borrowed: not copied. */
  readonly labels?: Uint8Array;
  /** Names by label; by default the labels themselves, from 0 to the greatest. */
  readonly classes?: readonly string[];
}

function check({ pixels, imageShape, labels, classes }: ImageBytes): number {
  const text = `[${imageShape}]`;
  if (imageShape.length !== 3) {
    throw new GenError('shape', `imageDataset: expected imageShape of [height, width, channels], got ${text}`);
  }
  imageShape.forEach((n, axis) => {
    checkCount('imageDataset', `imageShape[${axis}]`, n);
  });
  const stride = imageShape[0] * imageShape[1] * imageShape[2];
  const size = pixels.length / stride;
  if (!Number.isInteger(size)) {
    const want = `a multiple of ${stride}, the size of one image ${text}`;
    throw new GenError('shape', `imageDataset: expected pixels of ${want}, got ${pixels.length}`);
  }
  checkCount('imageDataset', 'number of images', size);
  if (labels !== undefined) {
    checkValue('imageDataset', 'labels', labels.length, labels.length === size, `one for each of the ${size} images`);
    const limit = classes?.length ?? 256;
    const wrong = labels.findIndex((label) => label >= limit);
    checkValue('imageDataset', `labels[${wrong}]`, labels[wrong], wrong < 0, `below ${limit}, the number of classes`);
  }
  return size;
}

const greatest = (labels: Uint8Array): number => labels.reduce((most, label) => Math.max(most, label), 0);

/**
 * Makes a dataset of images from bytes.
 *
 * @param data bytes, shape and card; with `labels`, batches hold them too.
 * @returns a dataset whose batches hold `images` `[batch, height, width, channels]` float32 in [0, 1] and `labels` `[batch]` int32.
 * @throws GenError `shape`, if the bytes are no whole number of images; `value`, if there is no image, not one label an image,
 * or a label without a class.
 * @memory `pixels` and `labels` are borrowed. Batches are lent: valid in the loop body, disposed after it, freed on `break`.
 *
 * @example Two gray images of 2 x 2
 * ```ts
 * import { imageDataset } from '@gen/datasets';
 *
 * const data = imageDataset({
 *   card: { name: 'corners', description: 'Two images.', license: 'CC0-1.0', source: 'typed in' },
 *   pixels: Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 255),
 *   imageShape: [2, 2, 1],
 *   labels: Uint8Array.of(0, 1),
 *   classes: ['top left', 'bottom right'],
 * });
 * for await (const { images, labels } of data.batches({ batchSize: 2 })) {
 *   images.shape; // [2, 2, 2, 1]
 *   labels.shape; // [2]
 * }
 * ```
 * @category Images
 */
export function imageDataset(data: ImageBytes & { readonly labels: Uint8Array }): ImageDataset;
export function imageDataset(data: ImageBytes & { readonly labels?: undefined }): ImageDataset<UnlabelledBatch>;
export function imageDataset(data: ImageBytes): ImageDataset | ImageDataset<UnlabelledBatch>;
export function imageDataset(data: ImageBytes): ImageDataset | ImageDataset<UnlabelledBatch> {
  const size = check(data);
  const { card, pixels, imageShape, labels } = data;
  const stride = pixels.length / size;
  const classes = labels ? (data.classes ?? Array.from({ length: greatest(labels) + 1 }, (_, label) => `${label}`)) : [];
  const dataset = {
    card,
    size,
    imageShape,
    classes,
    pixels,
    labels,
    batches: (options) =>
      batchesOf(size, options, (indices) => imageTensors(gatherPixels(pixels, stride, indices), dataset, indices)),
    select: (indices, name) => {
      const chosen = checkIndices('select', indices, size);
      const part = new Uint8Array(chosen.length * stride);
      chosen.forEach((index, i) => {
        part.set(pixels.subarray(index * stride, (index + 1) * stride), i * stride);
      });
      return imageDataset({
        ...data,
        card: partCard(card, size, chosen.length, name),
        pixels: part,
        ...(labels && { labels: Uint8Array.from(chosen, (index) => labels[index]), classes }),
      }) as ImageDataset;
    },
    hash: () => {
      const header = new TextEncoder().encode(`${size},${imageShape.join()};`);
      const content = new Uint8Array(header.length + pixels.length + (labels?.length ?? 0));
      content.set(header);
      content.set(pixels, header.length);
      if (labels) content.set(labels, header.length + pixels.length);
      return sha256(content);
    },
  } as ImageDataset;
  return dataset;
}

/** The tensors of a batch from its float pixels. @internal */
export function imageTensors(
  values: Float32Array,
  { imageShape, labels }: Pick<ImageDataset, 'imageShape'> & { readonly labels?: Uint8Array },
  indices: Uint32Array,
): tf.NamedTensorMap {
  const images = tf.tensor4d(values, [indices.length, ...imageShape]);
  if (!labels) return { images };
  return {
    images,
    labels: tf.tensor1d(
      Int32Array.from(indices, (index) => labels[index]),
      'int32',
    ),
  };
}
