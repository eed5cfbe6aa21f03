import * as tf from '@tensorflow/tfjs-core';

/**
 * `rows^T x columns` for every image and channel: the way back of a map of images that treats rows and columns apart.
 *
 * @param x [n, r, s, channels].
 * @param rows [n or 1, r, height]: one matrix an image, or one for all.
 * @param columns [n or 1, s, width].
 * @returns [n, height, width, channels].
 */
export function separableAdjoint(x: tf.Tensor4D, rows: tf.Tensor3D, columns: tf.Tensor3D): tf.Tensor4D {
  const [n, r, s, channels] = x.shape;
  const [height, width] = [rows.shape[2], columns.shape[2]];
  const tall = tf.matMul(rows, tf.reshape(x, [n, r, s * channels]), true);
  const turned = tf.transpose(tf.reshape(tall, [n, height, s, channels]), [0, 2, 1, 3]);
  const wide = tf.matMul(columns, tf.reshape(turned, [n, s, height * channels]), true);
  return tf.transpose(tf.reshape(wide, [n, width, height, channels]), [0, 2, 1, 3]);
}
