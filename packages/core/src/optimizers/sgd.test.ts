import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { variable } from '../network/path';
import { sgd } from './sgd';

// Its numbers are held against PyTorch's in optimizer.test.ts.
describe('sgd', () => {
  it('keeps no tensor without momentum, and one a variable with it', () => {
    const x = variable('x', () => tf.ones([3]));
    for (const [momentum, tensors] of [
      [0, 0],
      [0.9, 1],
    ]) {
      const optimizer = sgd({ learningRate: 0.1, momentum });
      const before = tf.memory().numTensors;
      tf.tidy(() => optimizer.update(new Map([[x, tf.ones([3])]])));
      expect(tf.memory().numTensors - before).toBe(tensors);
      optimizer.dispose();
    }
    x.dispose();
  });

  it('rolls on with momentum after the gradient is gone', async () => {
    const x = variable('x', () => tf.scalar(0));
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    for (const g of [1, 0, 0]) tf.tidy(() => optimizer.update(new Map([[x, tf.scalar(g)]])));
    await expectClose(x, [-1.75]);
    optimizer.dispose();
    x.dispose();
  });
});
