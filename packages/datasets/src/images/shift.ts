import { checkCount } from '@gen/core';
import type { Augmentation } from './augment';

/**
 * Moves each image by a random whole number of pixels in each direction, and fills with zeros.
 *
 * Both distances are uniform on the integers from `-pixels` to `pixels`.
 *
 * @param options `pixels`, the greatest distance.
 * @returns an augmentation.
 * @throws GenError `value`, unless `pixels` is an integer of at least 0.
 *
 * @example One image
 * ```ts
 * import { createRng } from '@gen/core';
 * import { shift } from '@gen/datasets';
 *
 * const image = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
 * shift({ pixels: 1 })(image, [1, 3, 3, 1], createRng(3));
 * ```
 * @category Images
 */
export function shift(options: { readonly pixels: number }): Augmentation {
  const { pixels } = options;
  checkCount('shift', 'pixels', pixels, 0);
  return (images, [batch, height, width, channels], rng) => {
    const draws = rng.fillUniform(new Float64Array(2 * batch));
    const distance = (i: number): number => Math.floor(draws[i] * (2 * pixels + 1)) - pixels;
    const stride = height * width * channels;
    for (let i = 0; i < batch; i++) {
      const image = images.subarray(i * stride, (i + 1) * stride);
      moveImage(image, height, width * channels, distance(2 * i), distance(2 * i + 1) * channels);
    }
  };
}

/** Moves `down` rows and `right` values: the whole image in one copy, after which the values that came round are cleared. */
function moveImage(image: Float32Array, height: number, row: number, down: number, right: number): void {
  if (Math.abs(down) >= height || Math.abs(right) >= row) {
    image.fill(0);
    return;
  }
  const offset = down * row + right;
  if (offset >= 0) image.copyWithin(offset, 0);
  else image.copyWithin(0, -offset);
  if (down >= 0) image.fill(0, 0, down * row);
  else image.fill(0, image.length + down * row);
  if (right === 0) return;
  const first = right > 0 ? 0 : row + right;
  const end = right > 0 ? right : row;
  for (let start = 0; start < image.length; start += row) image.fill(0, start + first, start + end);
}
