import * as tf from '@tensorflow/tfjs-core';

// Klambauer et al. (2017), "Self-Normalizing Neural Networks", arXiv:1706.02515, in the digits that the kernels have.
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** dy y' of elu, which is y + 1 below zero; tfjs has no gradient of it. */
const eluGrad: tf.GradConfig = {
  kernelName: 'EluGrad',
  inputsToSave: ['dy', 'y'],
  gradFunc: (g, [dy, y]) => ({
    dy: () => tf.engine().runKernel('EluGrad', { dy: g as tf.Tensor, y }),
    y: () => tf.mul(tf.mul(g as tf.Tensor, dy), tf.cast(tf.less(y, 0), 'float32')),
  }),
};

/** As in tfjs, save that `exp` cannot overflow where it is not selected: its own gradient would be 0 * Infinity there. */
const selu: tf.GradConfig = {
  kernelName: 'Selu',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => {
      const negative = tf.mul(SELU_SCALE * SELU_ALPHA, tf.exp(tf.minimum(x, 0)));
      return tf.mul(dy as tf.Tensor, tf.where(tf.greater(x, 0), tf.fill(x.shape, SELU_SCALE), negative));
    },
  }),
};

/**
 * 1 / (2 sqrt(x)), and 0 at exactly 0, at every order, where it is Infinity by the formula.
 *
 * Square roots are taken of sums of squares, whose gradient at 0 is 0, and 0 * Infinity is NaN. With 0 the gradient of a norm
 * at the origin is 0: of all its subgradients the one of least length, and the mean of them.
 */
const sqrt: tf.GradConfig = {
  kernelName: 'Sqrt',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => {
      const isZero = tf.equal(x, 0);
      // 1 in place of 0: what is not selected must be finite too, in this gradient and in all further ones.
      const root = tf.sqrt(tf.where(isZero, tf.onesLike(x), x));
      return tf.mul(dy as tf.Tensor, tf.where(isZero, tf.zerosLike(x), tf.div(0.5, root)));
    },
  }),
};

/** sign(x), which is 0 at 0, again the subgradient of least length; tfjs has -1 there. */
const abs: tf.GradConfig = {
  kernelName: 'Abs',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.sign(tf.cast(x, 'float32'))) }),
};

/** Of activations, and of what norms are made of. */
export const activationGradients = (): readonly tf.GradConfig[] => [eluGrad, selu, sqrt, abs];
