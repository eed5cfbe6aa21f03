import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

const expected = [19, 22, 43, 50];

/**
 * Checks that the backend in use is the one asked for and computes: multiplies two matrices and reads the product back.
 *
 * @throws GenError `backend`, when tfjs is on another backend or the numbers are wrong.
 */
export async function verify(name: string, tfjsName: string): Promise<void> {
  if (tf.getBackend() !== tfjsName) {
    throw new GenError('backend', `useBackend: expected tfjs to be on backend '${tfjsName}', got '${tf.getBackend()}'`);
  }
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])));
  try {
    const got = [...(await product.data())];
    if (got.some((value, i) => value !== expected[i])) {
      throw new GenError('backend', `useBackend: expected matMul on '${name}' to give [${expected}], got [${got}]`);
    }
  } finally {
    product.dispose();
  }
}
