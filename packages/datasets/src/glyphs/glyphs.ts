import { checkCount, checkValue, createRng } from '@gen/core';
import { type ImageDataset, imageDataset } from '../images/image-dataset';
import { drawDigit } from './draw-digit';
import { SIDE } from './ink';

/** Which digits {@link glyphs} draws, and how many. @category Glyphs */
export interface GlyphsOptions {
  /** Another seed, other hands: a test set is `glyphs({ seed: 1 })`. */
  readonly seed?: number;
  /** Number of images, 10,000 by default. */
  readonly size?: number;
  /** The first so many digits, 10 by default. */
  readonly classes?: number;
}

/**
 * Draws digits with a pen: images for demos and tests that need no file and no network.
 *
 * Each digit is a few strokes through control points, in one of several ways of writing it; the hand (size, proportions, slant,
 * turn, bend, carelessness) and the pen (width, pressure, strength, grain) are drawn anew for every image. The bytes are a pure
 * function of the seed, on every backend and engine.
 *
 * @param options `seed`, `size` and number of `classes`.
 * @returns `[28, 28, 1]` images; the label of image `i` is `i` modulo `classes`, and the image depends on seed, label and `i`
 * alone, so a smaller size is a prefix of a greater one.
 * @throws GenError `value`, for a size below 1, classes outside 1 to 10, or a seed that is no integer from 0 to 2^53 - 1.
 *
 * @example A hundred digits
 * ```ts
 * import { glyphs } from '@gen/datasets';
 *
 * const digits = glyphs({ seed: 7, size: 100 });
 * digits.imageShape; // [28, 28, 1]
 * digits.labels[13]; // 3
 * ```
 * @category Glyphs
 */
export function glyphs(options: GlyphsOptions = {}): ImageDataset {
  const { seed = 0, size = 10_000, classes = 10 } = options;
  checkCount('glyphs', 'size', size);
  checkValue('glyphs', 'classes', classes, Number.isInteger(classes) && classes >= 1 && classes <= 10, 'an integer from 1 to 10');
  const rng = createRng(seed).fork('glyphs');
  const pixels = new Uint8Array(size * SIDE * SIDE);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    labels[i] = i % classes;
    drawDigit(pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), labels[i], rng.fork(i));
  }
  return imageDataset({
    card: {
      name: 'glyphs',
      description: `Digits drawn with random strokes of a pen, 28 x 28 gray; seed ${seed}.`,
      license: 'MIT',
      source: `glyphs({ seed: ${seed}, size: ${size}, classes: ${classes} }) of @gen/datasets`,
      knownHarms: 'No one wrote these: what a model scores here says little about the handwriting of people.',
    },
    pixels,
    imageShape: [SIDE, SIDE, 1],
    labels,
    classes: Array.from({ length: classes }, (_, label) => `${label}`),
  });
}
