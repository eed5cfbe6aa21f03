import { checkDtype, checkShape, GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/** A batch of pictures in JavaScript's own memory. @category Images */
export interface ImageBatch {
  /** Pixels in row-major order: floats mean [0,1], bytes mean 0-255. */
  readonly data: Float32Array | Uint8Array | Uint8ClampedArray;
  /** [batch, height, width, channels]; 1 channel is gray, 3 are red, green, blue. */
  readonly shape: readonly number[];
}

/** The batch as RGB bytes. */
export interface Pixels {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width, 3] */
  readonly rgb: Uint8Array;
}

const magenta = [255, 0, 255] as const;

/** Converts a batch to RGB bytes: clamped to what bytes can hold, pixels that are not finite in magenta. */
export async function toPixels(where: string, images: ImageBatch | tf.Tensor4D): Promise<Pixels> {
  const shape = checkBatch(where, images);
  const data = images instanceof tf.Tensor ? await images.data<'float32' | 'int32'>() : images.data;
  const [count, height, width, channels] = shape as [number, number, number, number];
  const unit = data instanceof Float32Array ? 255 : 1;
  const rgb = new Uint8Array(count * height * width * 3);
  for (let pixel = 0; pixel < count * height * width; pixel++) {
    let finite = true;
    for (let c = 0; c < 3; c++) {
      const value = data[pixel * channels + (channels === 1 ? 0 : c)]!;
      finite &&= Number.isFinite(value);
      rgb[pixel * 3 + c] = Math.round(Math.min(255, Math.max(0, value * unit)));
    }
    if (!finite) rgb.set(magenta, pixel * 3);
  }
  return { count, height, width, rgb };
}

function checkBatch(where: string, images: ImageBatch | tf.Tensor4D): readonly number[] {
  if (images instanceof tf.Tensor) {
    checkShape(where, 'images', images, [null, null, null, null]);
    checkDtype(where, 'images', images, 'float32', 'int32');
  }
  const { shape } = images;
  const fits = shape.length === 4 && shape.every((size) => Number.isSafeInteger(size) && size >= 1) && [1, 3].includes(shape[3]!);
  if (!fits) {
    throw new GenError('shape', `${where}: expected images of shape [batch,height,width,1 or 3], none of them 0, got [${shape}]`);
  }
  if (images instanceof tf.Tensor) return shape;
  const size = shape.reduce((product, length) => product * length, 1);
  if (images.data.length !== size) {
    throw new GenError(
      'shape',
      `${where}: expected images.data of ${size} entries for shape [${shape}], got ${images.data.length}`,
    );
  }
  return shape;
}
