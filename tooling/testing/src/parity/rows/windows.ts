import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

type Resize = typeof tf.image.resizeBilinear;
type Size = [number, number];

function resizing(name: string, kernel: string, resize: Resize): ParityRow[] {
  const row = (mode: string, size: Size, aligned = false, half = false): ParityRow => ({
    name: `${name}${mode}`,
    kernels: [kernel],
    fn: (x: tf.Tensor4D) => resize(x, size, aligned, half),
    order: 2,
  });
  return [
    row('', [5, 7]),
    row(', aligned corners', [5, 7], true),
    row(', half-pixel centers', [5, 7], false, true),
    row(', twice the size', [6, 8]),
    row(', smaller', [2, 3]),
  ];
}

const upsampled = (x: tf.Tensor): tf.Tensor => {
  const [batch, height, width, channels] = x.shape;
  const cells = tf.reshape(x, [batch, height, 1, width, 1, channels]);
  return tf.reshape(tf.mul(cells, tf.ones([1, 1, 2, 1, 2, 1])), [batch, 2 * height, 2 * width, channels]);
};

const cropped = (x: tf.Tensor4D): tf.Tensor => {
  const boxes = tf.tensor2d([0.0625, 0.125, 0.875, 0.75, 0, 0.25, 0.9375, 1, 0.25, 0, 0.5, 0.6875], [3, 4]);
  return tf.image.cropAndResize(x, boxes, tf.tensor1d([0, 1, 1], 'int32'), [3, 4]);
};

/** Pooling and resizing. */
export const windows: readonly ParityRow[] = [
  { name: 'maxPool, 2x2', kernels: ['MaxPool'], fn: (x) => tf.maxPool(x, 2, 2, 'valid'), order: 2 },
  { name: 'maxPool, 3x3, stride 2, same', kernels: ['MaxPool'], fn: (x) => tf.maxPool(x, 3, 2, 'same'), order: 2 },
  { name: 'maxPool, of negative numbers', kernels: ['MaxPool'], fn: (x) => tf.maxPool(x, 3, 1, 'same'), order: 2 },
  { name: 'avgPool, 2x2', kernels: ['AvgPool'], fn: (x) => tf.avgPool(x, 2, 2, 'valid'), order: 2 },
  { name: 'avgPool, 3x3, stride 2, same', kernels: ['AvgPool'], fn: (x) => tf.avgPool(x, 3, 2, 'same'), order: 2 },
  { name: 'avgPool, 2x2, stride 1, same', kernels: ['AvgPool'], fn: (x) => tf.avgPool(x, 2, 1, 'same'), order: 2 },
  ...resizing('resizeBilinear', 'ResizeBilinear', tf.image.resizeBilinear),
  ...resizing('resizeNearestNeighbor', 'ResizeNearestNeighbor', tf.image.resizeNearestNeighbor as Resize),
  { name: 'upsampling by broadcast', kernels: ['Multiply', 'Reshape'], fn: upsampled, order: 2 },
  { name: 'cropAndResize', kernels: ['CropAndResize'], fn: cropped, order: 2 },
];
