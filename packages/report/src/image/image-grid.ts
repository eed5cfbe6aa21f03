import { checkCount, checkValue, GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { SvgToPngOptions } from '../svg/svg-to-png';
import { drawLabels } from './draw-labels';
import { type ImageBatch, toPixels } from './image-batch';
import { layOut } from './lay-out';

/** A color as red, green and blue, 0-255 each. @category Images */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How {@link imageGrid} arranges its pictures. @category Images */
export interface ImageGridOptions {
  /** Pictures a row; as square as can be unless given. */
  readonly columns?: number;
  /** Output pixels along each side of an input pixel, a whole number: nothing is blurred. 2 unless given. */
  readonly scale?: number;
  /** Output pixels between the pictures and around them, 2 unless given. */
  readonly gap?: number;
  /** Color between the pictures, white unless given. */
  readonly background?: Rgb;
  /** One line of text under each picture, shortened to its width. */
  readonly labels?: readonly string[];
  /** Text to the left of each row, for example `['input', 'reconstruction']`. */
  readonly rowLabels?: readonly string[];
  /** Renderer and fonts for the labels, which only browsers need: see {@link SvgToPngOptions}. */
  readonly text?: Pick<SvgToPngOptions, 'wasm' | 'fonts'>;
}

/**
 * Tiles a batch of images into one PNG, row by row.
 *
 * Floats are taken as [0,1] and bytes (or an int32 tensor) as 0-255; values outside are clamped. A pixel that is NaN or infinite is
 * drawn in magenta, never hidden: a broken decoder is to look broken.
 *
 * @param images host data, or a tensor [batch, height, width, 1 or 3] that is read back.
 * @param options columns, scale, gaps and labels.
 * @returns the bytes of a PNG file, 8-bit RGB.
 * @throws GenError `shape` where the batch has another shape, is empty, or has not one label for each picture (row).
 * @throws GenError `dtype` where a tensor is neither float32 nor int32; `value` where an option is out of range.
 * @memory A tensor is borrowed; none is made.
 *
 * @example Nine samples in a square
 * ```ts
 * import { imageGrid } from '@gen/report';
 *
 * const data = Float32Array.from({ length: 9 * 8 * 8 }, (_, i) => (i % 8) / 7);
 * const png = await imageGrid({ data, shape: [9, 8, 8, 1] }, { scale: 4 });
 * if (png[1] !== 'P'.charCodeAt(0)) throw new Error('not a PNG');
 * ```
 * @category Images
 */
export async function imageGrid(images: ImageBatch | tf.Tensor4D, options: ImageGridOptions = {}): Promise<Uint8Array> {
  const { scale = 2, gap = 2, background = [255, 255, 255] } = options;
  checkCount('imageGrid', 'scale', scale);
  checkCount('imageGrid', 'gap', gap, 0);
  if (options.columns !== undefined) checkCount('imageGrid', 'columns', options.columns);
  const isColor = background.length === 3 && background.every((value) => value >= 0 && value <= 255);
  checkValue('imageGrid', 'background', background, isColor, 'three numbers from 0 to 255');

  const pixels = await toPixels('imageGrid', images);
  const columns = Math.min(pixels.count, options.columns ?? Math.ceil(Math.sqrt(pixels.count)));
  const rows = Math.ceil(pixels.count / columns);
  checkLabels('labels', options.labels, pixels.count, 'image');
  checkLabels('rowLabels', options.rowLabels, rows, 'row');
  const layout = layOut(pixels, { columns, rows, scale, gap, labels: options.labels, rowLabels: options.rowLabels });
  const { width, height } = layout;
  checkValue('imageGrid', 'scale', scale, width * height <= 2 ** 27, `small enough for ${width} x ${height} output pixels`);

  const canvas = await drawLabels(layout, background, options);
  layout.tiles.forEach(({ left, top }, i) => {
    for (let y = 0; y < pixels.height * scale; y++) {
      for (let x = 0; x < pixels.width * scale; x++) {
        const from = ((i * pixels.height + Math.floor(y / scale)) * pixels.width + Math.floor(x / scale)) * 3;
        const to = ((top + y) * width + left + x) * 3;
        canvas[to] = pixels.rgb[from]!;
        canvas[to + 1] = pixels.rgb[from + 1]!;
        canvas[to + 2] = pixels.rgb[from + 2]!;
      }
    }
  });
  const { encode } = await import('fast-png');
  return encode({ width, height, data: canvas, channels: 3, depth: 8 });
}

function checkLabels(name: string, labels: readonly string[] | undefined, count: number, unit: string): void {
  if (labels === undefined || labels.length === count) return;
  throw new GenError('shape', `imageGrid: expected ${name} of ${count} entries, one for each ${unit}, got ${labels.length}`);
}
