import * as tf from '@tensorflow/tfjs-core';
import { separableAdjoint } from './separable';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
}

/** Up to here a row times 1 / factor, rounded to float32 and cut, is the row it should be. */
const LARGEST_FACTOR = 40;

/**
 * How much of each cell goes into each output along one axis, [1, out, size]: what the kernel itself makes of the columns of an
 * identity matrix, so that the gradient samples where the kernel of this very backend does.
 */
function weights(kernelName: string, size: number, out: number, { alignCorners, halfPixelCenters }: ResizeAttrs): tf.Tensor3D {
  const images = tf.reshape(tf.eye(size), [size, size, 1, 1]);
  const resized: tf.Tensor = tf.engine().runKernel(kernelName, { images }, { alignCorners, halfPixelCenters, size: [out, 1] });
  return tf.reshape(tf.transpose(tf.reshape(resized, [size, out])), [1, out, size]);
}

/** Resizing is linear, rows and columns apart. */
function backward(kernelName: string, dy: tf.Tensor4D, images: tf.Tensor, attrs: ResizeAttrs): tf.Tensor4D {
  const [, height, width] = images.shape;
  const rows = weights(kernelName, height, attrs.size[0], attrs);
  const columns = weights(kernelName, width, attrs.size[1], attrs);
  return separableAdjoint(dy, rows, columns);
}

/**
 * Each pixel becomes a block: the sum over it is its average, times its area. Else by the weights: the kernel of the cpu
 * backend is wrong from the second image of a batch on, and none knows of half pixels.
 */
const nearest: tf.GradConfig = {
  kernelName: 'ResizeNearestNeighbor',
  inputsToSave: ['images'],
  gradFunc: (dy, [images], attrs) => ({
    images: () => {
      const options = attrs as unknown as ResizeAttrs;
      const [, height, width] = images.shape;
      const block: [number, number] = [options.size[0] / height, options.size[1] / width];
      const isBlock = block.every((factor) => Number.isInteger(factor) && factor <= LARGEST_FACTOR);
      if (options.alignCorners || !isBlock) return backward('ResizeNearestNeighbor', dy as tf.Tensor4D, images, options);
      return tf.mul(tf.avgPool(dy as tf.Tensor4D, block, block, 'valid'), block[0] * block[1]);
    },
  }),
};

/** The kernels of tfjs are right but for half pixels, which they do not know of, and for the shape that cpu's gives. */
const bilinear: tf.GradConfig = {
  kernelName: 'ResizeBilinear',
  inputsToSave: ['images'],
  gradFunc: (dy, [images], attrs) => ({
    images: () => {
      const options = attrs as unknown as ResizeAttrs;
      if (options.halfPixelCenters) return backward('ResizeBilinear', dy as tf.Tensor4D, images, options);
      const dx: tf.Tensor = tf.engine().runKernel('ResizeBilinearGrad', { dy: dy as tf.Tensor, images }, attrs);
      return tf.reshape(dx, images.shape);
    },
  }),
};

const bilinearGrad: tf.GradConfig = {
  kernelName: 'ResizeBilinearGrad',
  inputsToSave: ['images'],
  gradFunc: (g, [images], attrs) => {
    const { size, alignCorners } = attrs as unknown as ResizeAttrs;
    const shaped = (): tf.Tensor => tf.reshape(g as tf.Tensor, images.shape);
    return {
      dy: () => tf.image.resizeBilinear(shaped() as tf.Tensor4D, [...size], alignCorners),
      images: () => tf.zerosLike(images),
    };
  },
};

/** Resizing of images, of any order. */
export const resizeGradients = (): readonly tf.GradConfig[] => [nearest, bilinear, bilinearGrad];
