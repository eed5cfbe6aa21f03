import { backendName, expectClose, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';

describe.runIf(when(backendName.startsWith('webgpu'), 'about WebGPU'))('kernels of WebGPU', () => {
  it('scan backward over axes of several lengths', async () => {
    for (const length of [3, 7, 5]) {
      const x = tf.range(1, length + 1, 1, 'float32');
      const sums = Array.from({ length }, (_, i) => ((i + 1 + length) * (length - i)) / 2);
      const got = [tf.cumsum(x, 0, false, true), tf.cumsum(x, 0, true, true), tf.cumprod(x, 0, false, true)];
      await expectClose(got[0], sums);
      await expectClose(got[1], [...sums.slice(1), 0]);
      const products = Array.from({ length }, (_, i) =>
        Array.from({ length: length - i }, (_, j) => i + j + 1).reduce((a, b) => a * b),
      );
      await expectClose(got[2], products);
      tf.dispose([x, ...got]);
    }
  });

  it('crop fewer boxes than there are images', async () => {
    const images = tf.tensor4d([1, 2, 3, 4, 5, 6], [3, 1, 2, 1]);
    const crops = tf.tidy(() => tf.image.cropAndResize(images, tf.tensor2d([[0, 0, 0, 1]]), tf.tensor1d([2], 'int32'), [1, 2]));
    await expectClose(crops, [5, 6]);
    tf.dispose([images, crops]);
  });
});
