import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

type Four = [number, number, number, number];

const normalized = (x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor => {
  const centered = tf.sub(x, tf.mean(x, axes, true));
  return tf.mul(centered, tf.rsqrt(tf.add(tf.mean(tf.square(centered), axes, true), epsilon)));
};

const scaled = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor => tf.add(tf.mul(x, scale), offset);

const byBatch = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor => {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3);
};

const byGroup = (x: tf.Tensor): tf.Tensor =>
  tf.reshape(normalized(tf.reshape(x, [2, 2, 3, 2, 2]), [1, 2, 4], 1e-5), x.shape as Four);

const byRootMeanSquare = (x: tf.Tensor, scale: tf.Tensor): tf.Tensor =>
  tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-6))), scale);

const minibatchDeviation = (x: tf.Tensor): tf.Tensor => {
  const { variance } = tf.moments(x, 0);
  const deviation = tf.mean(tf.sqrt(tf.add(variance, 1e-8)));
  return tf.concat([x, tf.mul(tf.ones([4, 2, 2, 1]), deviation)], -1);
};

const bySpectralNorm = (weights: tf.Tensor2D, u: tf.Tensor1D, v: tf.Tensor1D): tf.Tensor =>
  tf.div(weights, tf.sum(tf.mul(tf.mul(weights, tf.reshape(u, [-1, 1])), v)));

/** Normalization, given statistics or by those of the batch, of channels, of the weights. */
export const normalizations: readonly ParityRow[] = [
  {
    name: 'batchNorm',
    kernels: ['FusedBatchNorm'],
    fn: (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale),
    order: 2,
  },
  {
    name: 'batchNorm, no scale',
    kernels: ['FusedBatchNorm'],
    fn: (x, mean, variance, offset) => tf.batchNorm(x, mean, variance, offset),
    order: 2,
  },
  {
    name: 'batchNorm, no offset',
    kernels: ['FusedBatchNorm'],
    fn: (x, mean, variance, scale) => tf.batchNorm(x, mean, variance, undefined, scale),
    order: 2,
  },
  {
    name: 'batchNorm, neither',
    kernels: ['FusedBatchNorm'],
    fn: (x, mean, variance) => tf.batchNorm(x, mean, variance),
    order: 2,
  },
  { name: 'batch norm, batch statistics', kernels: ['FusedBatchNorm', 'Mean'], fn: byBatch, order: 2 },
  {
    name: 'layer norm',
    kernels: ['Mean', 'Rsqrt'],
    fn: (x, scale, offset) => scaled(normalized(x, [-1], 1e-5), scale, offset),
    order: 2,
  },
  { name: 'instance norm', kernels: ['Mean', 'Rsqrt'], fn: (x) => normalized(x, [1, 2], 1e-5), order: 2 },
  { name: 'group norm', kernels: ['Mean', 'Rsqrt'], fn: byGroup, order: 2 },
  { name: 'RMS norm', kernels: ['Mean', 'Rsqrt'], fn: byRootMeanSquare, order: 2 },
  { name: 'minibatch standard deviation', kernels: ['Mean', 'Sqrt'], fn: minibatchDeviation, order: 2 },
  { name: 'spectral norm', kernels: ['Sum', 'RealDiv'], fn: bySpectralNorm, order: 2 },
];
