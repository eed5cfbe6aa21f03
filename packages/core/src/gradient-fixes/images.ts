import * as tf from '@tensorflow/tfjs-core';

/** A pixel's block goes back to its channels. */
const depthToSpace: tf.GradConfig = {
  kernelName: 'DepthToSpace',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const { blockSize, dataFormat } = attrs as unknown as { blockSize: number; dataFormat: 'NHWC' | 'NCHW' };
    return {
      x: () => {
        const [batch, ...shape] = (dy as tf.Tensor).shape;
        // Axes that keep together are one: few axes are what every backend can transpose.
        const [split, order] =
          dataFormat === 'NCHW'
            ? [
                [batch, (shape[0] * shape[1]) / blockSize, blockSize, shape[2] / blockSize, blockSize],
                [0, 2, 4, 1, 3],
              ]
            : [
                [(batch * shape[0]) / blockSize, blockSize, shape[1] / blockSize, blockSize * shape[2]],
                [0, 2, 1, 3],
              ];
        return tf.reshape(tf.transpose(tf.reshape(dy as tf.Tensor, split), order), x.shape);
      },
    };
  },
};

const flipLeftRight: tf.GradConfig = {
  kernelName: 'FlipLeftRight',
  gradFunc: (dy) => ({ image: () => tf.image.flipLeftRight(dy as tf.Tensor4D) }),
};

/** Rearranging the pixels of images, of any order. */
export const imageGradients = (): readonly tf.GradConfig[] => [depthToSpace, flipLeftRight];
