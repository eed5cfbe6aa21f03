import * as tf from '@tensorflow/tfjs-core';
import { sumTo } from './sum-to';

/**
 * Batch norm is y = (x - mean) / sqrt(variance + epsilon) * scale + offset. The gradient in tfjs throws without scale or offset,
 * and where the statistics are broadcast otherwise than along the last axis.
 */
const fusedBatchNorm: tf.GradConfig = {
  kernelName: 'FusedBatchNorm',
  // The optional one last, so that the others keep their places without it.
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: (dy, saved, attrs) => {
    const [x, mean, variance] = saved;
    const scale = saved.at(3);
    const g = dy as tf.Tensor;
    const { varianceEpsilon } = attrs as unknown as { varianceEpsilon: number };
    const inverse = (): tf.Tensor => tf.rsqrt(tf.add(variance, varianceEpsilon));
    const centered = (): tf.Tensor => tf.sub(x, mean);
    const scaled = (): tf.Tensor => tf.mul(g, scale ? tf.mul(scale, inverse()) : inverse());
    return {
      x: scaled,
      mean: () => tf.neg(sumTo(scaled(), mean.shape)),
      variance: () => {
        const slope = tf.mul(tf.square(inverse()), -0.5);
        return tf.mul(sumTo(tf.mul(scaled(), centered()), variance.shape), slope);
      },
      scale: () => sumTo(tf.mul(tf.mul(g, centered()), inverse()), scale!.shape),
      offset: () => sumTo(g, mean.shape),
    };
  },
};

/** Of batch norm. */
export const batchNormGradients = (): readonly tf.GradConfig[] => [fusedBatchNorm];
