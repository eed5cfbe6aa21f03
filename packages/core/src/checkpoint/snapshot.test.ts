import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import { createRng } from '../random/rng';
import { snapshot } from './snapshot';

describe('snapshot', () => {
  it('puts variables, optimizer and generator back, any number of times', async () => {
    const x = variable('x', () => tf.scalar(1));
    const optimizer = adam({ learningRate: 0.1 });
    const rng = createRng(1);
    const update = (): void => tf.tidy(() => optimizer.update(new Map([[x, tf.scalar(rng.next())]])));
    update();
    const before = snapshot({ model: [x], optimizer, rng });
    const counter = rng.counter;
    for (let i = 0; i < 2; i++) {
      update();
      update();
      before.restore();
      expect([optimizer.step, rng.counter]).toEqual([1, counter]);
      await expectClose(x, [0.9]);
    }
    update();
    await expectClose(x, [0.8], { absolute: 0.1 });
    before.dispose();
    optimizer.dispose();
    x.dispose();
  });

  it('outlives a tidy, copies nothing, and is released by its symbol', () => {
    const x = variable('x', () => tf.zeros([100]));
    const { numDataBuffers, numTensors } = tf.memory();
    const kept = tf.tidy(() => snapshot({ x: [x] }) as never) as ReturnType<typeof snapshot>;
    expect([tf.memory().numDataBuffers, tf.memory().numTensors]).toEqual([numDataBuffers, numTensors + 1]);
    kept.restore();
    kept[Symbol.dispose]();
    x.dispose();
  });

  it('leaves nothing behind when a part cannot be exported, and refuses names with a slash', () => {
    const x = variable('x', () => tf.scalar(1));
    const broken = {
      exportState: () => {
        throw new Error('mine');
      },
      importState: () => {},
    };
    expect(() => snapshot({ x: [x], broken })).toThrow('mine');
    expect(() => snapshot({ 'a/b': [x] })).toThrow("snapshot: expected each part to be named without '/', got 'a/b'");
    x.dispose();
  });
});
