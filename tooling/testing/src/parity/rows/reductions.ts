import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const moments = (x: tf.Tensor): tf.Tensor => {
  const { mean, variance } = tf.moments(x, 0);
  return tf.stack([mean, variance]);
};

/** Many values in, few out; and what runs along an axis. */
export const reductions: readonly ParityRow[] = [
  { name: 'sum, all', kernels: ['Sum'], fn: (x) => tf.sum(x), order: 2 },
  { name: 'sum, axis 1', kernels: ['Sum'], fn: (x) => tf.sum(x, 1), order: 2 },
  { name: 'sum, two axes, kept', kernels: ['Sum'], fn: (x) => tf.sum(x, [0, 2], true), order: 2 },
  { name: 'mean, last axis', kernels: ['Mean'], fn: (x) => tf.mean(x, -1), order: 2 },
  { name: 'mean, all', kernels: ['Mean'], fn: (x) => tf.mean(x), order: 2 },
  { name: 'max, last axis', kernels: ['Max'], fn: (x) => tf.max(x, -1), order: 2 },
  { name: 'max, axis 0, kept', kernels: ['Max'], fn: (x) => tf.max(x, 0, true), order: 2 },
  { name: 'min, axis 1', kernels: ['Min'], fn: (x) => tf.min(x, 1), order: 2 },
  { name: 'prod, axis 1', kernels: ['Prod'], fn: (x) => tf.prod(x, 1), order: 1 },
  { name: 'argMax', kernels: ['ArgMax'], fn: (x) => tf.argMax(x, -1), order: 0 },
  { name: 'argMin, axis 0', kernels: ['ArgMin'], fn: (x) => tf.argMin(x, 0), order: 0 },
  { name: 'any', kernels: ['Any'], fn: (x) => tf.any(x, 1), order: 0 },
  { name: 'all', kernels: ['All'], fn: (x) => tf.all(x, 1), order: 0 },
  { name: 'logSumExp', kernels: ['Max', 'Exp', 'Log'], fn: (x) => tf.logSumExp(x, -1), order: 2 },
  { name: 'logSumExp, axis 0, kept', kernels: ['Max', 'Exp', 'Log'], fn: (x) => tf.logSumExp(x, 0, true), order: 2 },
  { name: 'softmax', kernels: ['Softmax'], fn: (x) => tf.softmax(x), order: 2 },
  { name: 'logSoftmax', kernels: [], fn: (x) => tf.logSoftmax(x), order: 2 },
  { name: 'norm, last axis', kernels: ['Sqrt'], fn: (x) => tf.norm(x, 'euclidean', -1), order: 2 },
  { name: 'norm, with a row of zeros', kernels: ['Sqrt'], fn: (x) => tf.norm(x, 'euclidean', -1), order: 1 },
  { name: 'moments', kernels: ['Mean'], fn: moments, order: 2 },
  { name: 'cumsum, last axis', kernels: ['Cumsum'], fn: (x) => tf.cumsum(x, 2), order: 2 },
  { name: 'cumsum, axis 0', kernels: ['Cumsum'], fn: (x) => tf.cumsum(x, 0), order: 2 },
  {
    name: 'cumsum, exclusive, from the end, of two sizes',
    kernels: ['Cumsum'],
    fn: (x) => tf.mul(tf.cumsum(x, 1, true, true), tf.cumsum(x, 2, true, true)),
    order: 2,
  },
  { name: 'topk', kernels: ['TopK'], fn: (x) => tf.topk(x, 2).values, order: 2 },
  { name: 'topk, indices', kernels: ['TopK'], fn: (x) => tf.topk(x, 2).indices, order: 0 },
];
