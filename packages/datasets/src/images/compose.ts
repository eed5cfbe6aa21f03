import type { Augmentation } from './augment';

/**
 * Joins augmentations into one that does them in order, each with random numbers of its own.
 *
 * @param augmentations what to do, first to last.
 * @returns an augmentation.
 *
 * @example Shift, then invert
 * ```ts
 * import { compose, shift } from '@gen/datasets';
 *
 * const transform = compose(shift({ pixels: 2 }), (images) => {
 *   for (let i = 0; i < images.length; i++) images[i] = 1 - images[i];
 * });
 * ```
 * @category Images
 */
export function compose(...augmentations: readonly Augmentation[]): Augmentation {
  return (images, shape, rng) => {
    augmentations.forEach((transform, i) => {
      transform(images, shape, rng.fork(i));
    });
  };
}
