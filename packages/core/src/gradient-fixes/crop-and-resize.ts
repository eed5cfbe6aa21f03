import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';
import { stopGradient } from '../gradients/stop-gradient';
import { separableAdjoint } from './separable';

interface CropAttrs {
  readonly cropSize: [number, number];
  readonly method: 'bilinear' | 'nearest';
}

/** A crop is two matrices around an image: here along its height, or its width. */
interface Side {
  /** Size of the images. */
  readonly size: number;
  /** Size of the crops. */
  readonly out: number;
  readonly isHeight: boolean;
}

/**
 * How much of each cell goes into each output, [boxes, out, size]: what the kernel itself makes of the columns of an identity
 * matrix. So it rounds, and takes what lies outside, as the kernel of this very backend does; and it depends on the boxes.
 */
function weights(boxes: tf.Tensor2D, { size, out, isHeight }: Side, method: CropAttrs['method']): tf.Tensor3D {
  const n = boxes.shape[0];
  // Two columns (or rows), for the kernel of wasm does not round to the nearest in an image of one.
  const line = tf.reshape(tf.eye(size), isHeight ? [size, size, 1, 1] : [size, 1, size, 1]);
  const images = tf.tile(line, isHeight ? [1, 1, 2, 1] : [1, 2, 1, 1]) as tf.Tensor4D;
  const each = tf.reshape(tf.tile(tf.reshape(boxes, [n, 1, 4]), [1, size, 1]), [n * size, 4]) as tf.Tensor2D;
  const which = tf.tile(tf.range(0, size, 1, 'int32'), [n]);
  const crops = tf.image.cropAndResize(images, each, which, isHeight ? [out, 1] : [1, out], method, 0);
  return tf.transpose(tf.reshape(crops, [n, size, out]), [0, 2, 1]);
}

/** Shares of a box's two edges in the position of each output, [2, out]. */
function shares(out: number): tf.Tensor2D {
  const second = Array.from({ length: out }, (_, i) => (out > 1 ? i / (out - 1) : 0.5));
  return tf.tensor2d([second.map((share) => 1 - share), second]);
}

/** Derivative of the bilinear `weights` with respect to the positions: -1 at the cell before, 1 at the cell after. */
function slopes(edges: tf.Tensor2D, { size, out }: Side, inside: tf.Tensor): tf.Tensor3D {
  const positions = tf.mul(tf.matMul(edges, shares(out)), size - 1);
  // The kernel may reach the last cell by another rounding.
  const held = tf.minimum(tf.maximum(positions, 0), size - 1);
  const distance = tf.sub(tf.range(0, size), tf.expandDims(held, 2));
  const slope = tf.mul(tf.sign(distance), tf.step(tf.sub(1, tf.abs(distance))));
  return stopGradient(tf.mul(slope, inside) as tf.Tensor3D);
}

const turned = (matrices: tf.Tensor3D): tf.Tensor3D => tf.transpose(matrices, [0, 2, 1]);

const cropAndResize: tf.GradConfig = {
  kernelName: 'CropAndResize',
  inputsToSave: ['image', 'boxes', 'boxInd'],
  gradFunc: (dys, saved, attrs) => {
    const dy = dys as tf.Tensor4D;
    const [image, boxes, boxInd] = saved as [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
    const { cropSize, method } = attrs as unknown as CropAttrs;
    const vertical: Side = { size: image.shape[1], out: cropSize[0], isHeight: true };
    const horizontal: Side = { size: image.shape[2], out: cropSize[1], isHeight: false };

    const toImage = (): tf.Tensor => {
      const parts = separableAdjoint(dy, weights(boxes, vertical, method), weights(boxes, horizontal, method));
      return tf.scatterND(tf.reshape(boxInd, [-1, 1]), parts, image.shape);
    };

    const toBoxes = (): tf.Tensor => {
      if (method !== 'bilinear') {
        throw new GenError(
          'gradient',
          `cropAndResize: expected method 'bilinear' for a gradient with respect to boxes, got '${method}', whose gradient is 0 almost everywhere`,
        );
      }
      const [rows, columns] = [weights(boxes, vertical, method), weights(boxes, horizontal, method)];
      const images = tf.gather(image, boxInd);
      /** Gradient with respect to both edges along one side, [boxes, 2]. */
      const edges = (side: Side, own: tf.Tensor3D, other: tf.Tensor3D): tf.Tensor => {
        const both = tf.gather(boxes, tf.tensor1d(side.isHeight ? [0, 2] : [1, 3], 'int32'), 1);
        const slope = slopes(both, side, tf.sum(own, 2, true));
        const [r, c] = side.isHeight ? [slope, other] : [other, slope];
        const moved = tf.mul(dy, separableAdjoint(images, turned(r), turned(c)));
        const byPosition = tf.sum(moved, side.isHeight ? [2, 3] : [1, 3]) as tf.Tensor2D;
        return tf.mul(tf.matMul(byPosition, shares(side.out), false, true), side.size - 1);
      };
      const y = edges(vertical, rows, columns);
      const x = edges(horizontal, columns, rows);
      // y1, x1, y2, x2
      return tf.reshape(tf.stack([y, x], 2), boxes.shape);
    };

    return { image: toImage, boxes: toBoxes, boxInd: () => tf.zeros(boxInd.shape) };
  },
};

/** Crops that are resized, of any order, with respect to images and boxes. */
export const cropGradients = (): readonly tf.GradConfig[] => [cropAndResize];
