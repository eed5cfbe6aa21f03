import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const attention = (queries: tf.Tensor, keys: tf.Tensor, values: tf.Tensor): tf.Tensor => {
  const later = tf.sub(1, tf.linalg.bandPart(tf.ones([4, 4]), -1, 0));
  const scores = tf.add(tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(3)), tf.mul(later, -1e9));
  return tf.matMul(tf.softmax(scores), values);
};

/** `(|grad critic(x)| - 1)^2` of each example: a derivative of it is one of the second order. */
function penalty(critic: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  const slope = tf.grad((t: tf.Tensor) => tf.sum(critic(t)))(x);
  const square = tf.sum(tf.square(tf.reshape(slope, [x.shape[0], -1])), 1);
  return tf.square(tf.sub(tf.sqrt(tf.add(square, 1e-12)), 1));
}

const densePenalty = (x: tf.Tensor2D, w: tf.Tensor2D, bias: tf.Tensor1D, u: tf.Tensor2D): tf.Tensor =>
  penalty((t) => tf.matMul(tf.tanh(tf.add(tf.matMul(t as tf.Tensor2D, w), bias)), u), x);

const convPenalty = (x: tf.Tensor4D, filter: tf.Tensor4D, u: tf.Tensor2D): tf.Tensor =>
  penalty((t) => {
    const features = tf.leakyRelu(tf.conv2d(t as tf.Tensor4D, filter, 2, 'same'), 0.2);
    return tf.matMul(tf.reshape(features, [2, 27]), u);
  }, x);

const unrolled = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor => {
  const convolved = (k: tf.Tensor): tf.Tensor => tf.conv2d(x, k as tf.Tensor4D, 1, 'same');
  const slope = tf.grad((k) => tf.sum(tf.tanh(convolved(k))))(filter);
  return convolved(tf.sub(filter, tf.mul(0.125, slope)));
};

/** What is built of several kernels, and differentiates within: penalties on gradients. */
export const compositions: readonly ParityRow[] = [
  { name: 'causal attention', kernels: ['BatchMatMul', 'Softmax'], fn: attention, order: 2 },
  { name: 'dense critic, gradient penalty', kernels: ['BatchMatMul', 'Tanh'], fn: densePenalty, order: 1 },
  { name: 'conv critic, gradient penalty', kernels: ['Conv2D', 'LeakyRelu'], fn: convPenalty, order: 1 },
  { name: 'unrolled step of a convolution', kernels: ['Conv2D', 'Tanh'], fn: unrolled, order: 1 },
];
