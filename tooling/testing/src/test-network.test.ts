import * as tf from '@tensorflow/tfjs-core';
import { type NetworkLike, testNetwork } from './test-network';

const ramp = (shape: number[], scale: number): tf.Tensor =>
  tf.tidy(() => tf.reshape(tf.mul(tf.sin(tf.range(1, 1 + shape.reduce((a, b) => a * b))), scale), shape));

function owned(shape: number[], scale: number, trainable = true): tf.Variable {
  return tf.tidy(() => tf.variable(ramp(shape, scale), trainable));
}

function dense(): NetworkLike<tf.Tensor> {
  const [kernel, bias] = [owned([3, 4], 0.7), owned([4], 0.1)];
  const run = (x: tf.Tensor): tf.Tensor =>
    tf.tidy(() => tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias)));
  return Object.assign(run, { variables: [kernel, bias] });
}

function twoHeads(): NetworkLike<{ mean: tf.Tensor; logVar: tf.Tensor }> {
  const [first, second, center] = [owned([3, 2], 0.5), owned([3, 1], 0.5), owned([3], 1, false)];
  const run = (x: tf.Tensor): { mean: tf.Tensor; logVar: tf.Tensor } =>
    tf.tidy(() => {
      const centered = tf.sub(x, center) as tf.Tensor2D;
      return { mean: tf.matMul(centered, first as tf.Tensor2D), logVar: tf.matMul(centered, second as tf.Tensor2D) };
    });
  return Object.assign(run, { variables: [first, second, center] });
}

function centering(): NetworkLike<tf.Tensor> {
  const scale = owned([3], 1);
  const run = (x: tf.Tensor): tf.Tensor => tf.tidy(() => tf.mul(tf.sub(x, tf.mean(x, 0, true)), scale));
  return Object.assign(run, { variables: [scale] });
}

const input = (): tf.Tensor => ramp([5, 3], 1);

testNetwork('one output', dense, { input, outputShape: [5, 4], variableShapes: [[3, 4], [4]], parameters: 16 });
testNetwork('named outputs', twoHeads, { input, outputShape: { mean: [5, 2], logVar: [5, 1] }, parameters: 9 });
testNetwork('a network that mixes examples', centering, { input, outputShape: [5, 3], mixesExamples: true });
