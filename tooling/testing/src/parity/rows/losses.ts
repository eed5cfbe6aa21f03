import { bernoulliNll, crossEntropy, gaussianKl, gaussianNll, sparseCrossEntropy } from '@gen/losses';
import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const probabilities = (): tf.Tensor => tf.tensor2d([0.5, 0.25, 0.125, 0.125, 0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25], [3, 4]);
const classes = (): tf.Tensor => tf.tensor2d([0, 3, 2, 2, 1, 0], [3, 2], 'int32');

const meanSoftplus = (x: tf.Tensor): tf.Tensor => tf.mean(tf.softplus(x));
const hinge = (real: tf.Tensor, made: tf.Tensor): tf.Tensor =>
  tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, made))));

const kernelMean = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
  const square = tf.sum(tf.square(tf.sub(tf.expandDims(a, 1), tf.expandDims(b, 0))), -1);
  return tf.mean(tf.exp(tf.mul(square, -0.5)));
};
const discrepancy = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
  tf.sub(tf.add(kernelMean(a, a), kernelMean(b, b)), tf.mul(2, kernelMean(a, b)));

/** The losses of `@gen/losses` and of tfjs, and those that GANs and VAEs are made of. */
export const losses: readonly ParityRow[] = [
  { name: 'crossEntropy', kernels: [], fn: (logits) => crossEntropy(probabilities(), logits), order: 2 },
  { name: 'sparseCrossEntropy', kernels: ['OneHot'], fn: (logits) => sparseCrossEntropy(classes(), logits), order: 2 },
  { name: 'bernoulliNll', kernels: ['Softplus'], fn: (pixels, logits) => bernoulliNll(pixels, logits), order: 2 },
  { name: 'gaussianNll', kernels: [], fn: (labels, mean, logVar) => gaussianNll(labels, { mean, logVar }), order: 2 },
  { name: 'gaussianKl', kernels: ['Expm1'], fn: (mean, logVar) => gaussianKl({ mean, logVar }), order: 2 },
  {
    name: 'reparameterize',
    kernels: ['Exp'],
    fn: (mean, logVar, noise) => tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVar)), noise)),
    order: 2,
  },
  {
    name: 'tf.losses.softmaxCrossEntropy',
    kernels: [],
    fn: (logits) => tf.losses.softmaxCrossEntropy(probabilities(), logits),
    order: 2,
  },
  {
    name: 'tf.losses.sigmoidCrossEntropy',
    kernels: ['Relu', 'Log1p'],
    fn: (labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits),
    order: 2,
  },
  {
    name: 'tf.losses.meanSquaredError',
    kernels: ['SquaredDifference'],
    fn: (labels, outputs) => tf.losses.meanSquaredError(labels, outputs),
    order: 2,
  },
  {
    name: 'tf.losses.absoluteDifference',
    kernels: ['Abs'],
    fn: (labels, outputs) => tf.losses.absoluteDifference(labels, outputs),
    order: 2,
  },
  {
    name: 'tf.losses.huberLoss',
    kernels: ['Abs', 'Minimum'],
    fn: (labels, outputs) => tf.losses.huberLoss(labels, outputs),
    order: 2,
  },
  {
    name: 'tf.losses.cosineDistance',
    kernels: ['Sum'],
    fn: (labels, outputs) => tf.losses.cosineDistance(labels, outputs, 1),
    order: 2,
  },
  {
    name: 'non-saturating GAN loss',
    kernels: ['Softplus'],
    fn: (real: tf.Tensor, made: tf.Tensor) => tf.add(meanSoftplus(tf.neg(real)), meanSoftplus(made)),
    order: 2,
  },
  { name: 'hinge GAN loss', kernels: ['Relu'], fn: hinge, order: 2 },
  { name: 'maximum mean discrepancy', kernels: ['Exp'], fn: discrepancy, order: 2 },
];
