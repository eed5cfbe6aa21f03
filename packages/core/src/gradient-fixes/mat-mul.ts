import * as tf from '@tensorflow/tfjs-core';
import { sumTo } from './sum-to';

interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const rows = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1, x.shape[x.rank - 1]]);

/**
 * A matrix that multiplied each of a batch, as in a layer over a sequence, has the sum of their gradients. tfjs gives it one for each,
 * and then throws. Where the batch can be read as one tall matrix, its product is that sum.
 */
function backward(d: tf.Tensor, a: tf.Tensor, b: tf.Tensor, attrs: object): Record<'a' | 'b', () => tf.Tensor> {
  const { transposeA, transposeB } = attrs as MatMulAttrs;
  const da = (): tf.Tensor => (transposeA ? tf.matMul(b, d, transposeB, true) : tf.matMul(d, b, false, !transposeB));
  const db = (): tf.Tensor => {
    const isOne = tf.util.sizeFromShape(b.shape.slice(0, -2)) === 1;
    if (a.rank > 2 && isOne && !transposeA) {
      const [left, right] = transposeB ? [d, a] : [a, d];
      return tf.matMul(rows(left), rows(right), true);
    }
    return transposeB ? tf.matMul(d, a, true, transposeA) : tf.matMul(a, d, !transposeA, false);
  };
  return { a: () => sumTo(da(), a.shape), b: () => sumTo(db(), b.shape) };
}

/** Of products of matrices, also with a bias in one kernel: tfjs runs that under a gradient only with linear activation. */
export const matMulGradients = (): readonly tf.GradConfig[] => [
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => backward(dy as tf.Tensor, a, b, attrs),
  },
  {
    kernelName: '_FusedMatMul',
    // The optional one last, so that the others keep their places without it.
    inputsToSave: ['a', 'b', 'bias'],
    gradFunc: (dy, saved, attrs) => ({
      ...backward(dy as tf.Tensor, saved[0], saved[1], attrs),
      bias: () => sumTo(dy as tf.Tensor, saved[2].shape),
    }),
  },
];
