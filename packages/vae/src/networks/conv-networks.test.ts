import { createRng, pathOf } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convNetworks } from './conv-networks';

const small = { latentSize: 3, channels: [2, 4], hidden: 8 } as const;

describe('convNetworks', () => {
  it.each([
    [28, 28, 1],
    [32, 32, 3],
    [7, 10, 1],
    [5, 9, 2],
    [1, 3, 1],
  ] as const)('takes images of %i x %i x %i', (...imageShape) => {
    const networks = convNetworks({ imageShape, ...small });
    tf.tidy(() => {
      const images = tf.zeros([2, ...imageShape]);
      expect(networks.trunk(images).shape).toEqual([2, networks.featureSize]);
      const { mean, logVar } = networks.encoder(images);
      expect([mean.shape, logVar.shape]).toEqual([
        [2, 3],
        [2, 3],
      ]);
      expect(networks.decoder(mean).shape).toEqual([2, ...imageShape]);
    });
    networks.dispose();
  });

  it('has the paths of its layers, and every variable gets a gradient', () => {
    const networks = convNetworks({ imageShape: [8, 8, 1], ...small });
    const variables = [...networks.encoder.variables, ...networks.decoder.variables];
    expect(variables.map(pathOf)).toEqual([
      'encoder/trunk/conv1/kernel',
      'encoder/trunk/conv1/bias',
      'encoder/trunk/conv2/kernel',
      'encoder/trunk/conv2/bias',
      'encoder/trunk/dense/kernel',
      'encoder/trunk/dense/bias',
      'encoder/head/dense/kernel',
      'encoder/head/dense/bias',
      'decoder/dense1/kernel',
      'decoder/dense1/bias',
      'decoder/dense2/kernel',
      'decoder/dense2/bias',
      'decoder/conv1/kernel',
      'decoder/conv1/bias',
      'decoder/conv2/kernel',
      'decoder/conv2/bias',
    ]);
    tf.tidy(() => {
      const loss = () => {
        const { mean, logVar } = networks.encoder(createRng(1).uniform([2, 8, 8, 1]));
        return tf.sum(tf.square(networks.decoder(tf.add(mean, logVar)))) as tf.Scalar;
      };
      const { grads } = tf.variableGrads(loss, variables as tf.Variable[]);
      for (const v of variables) expect(grads[v.name]?.shape, pathOf(v)).toEqual(v.shape);
    });
    networks.dispose();
  });

  it('has the same values for the same seed, whichever models came before', async () => {
    const one = convNetworks({ imageShape: [8, 8, 1], ...small, seed: 5 });
    const two = convNetworks({ imageShape: [8, 8, 1], ...small, seed: 5 });
    const other = convNetworks({ imageShape: [8, 8, 1], ...small, seed: 6 });
    const [a, b, c] = [one, two, other].map((networks) => networks.trunk.variables[2]);
    await expectClose(a, b, { relative: 0, absolute: 0 });
    expect([...(await a.data())]).not.toEqual([...(await c.data())]);
    // Glorot-uniform bound of a 4x4 kernel from 2 to 4 channels.
    const limit = Math.sqrt(6 / (16 * 2 + 16 * 4));
    const values = await a.data();
    expect(Math.max(...values)).toBeLessThan(limit);
    expect(Math.max(...values)).toBeGreaterThan(limit * 0.8);
    for (const networks of [one, two, other]) networks.dispose();
  });

  it('refuses what it cannot build or take', () => {
    const make = (options: object) => () => convNetworks({ imageShape: [8, 8, 1], latentSize: 2, ...options });
    expect(make({ imageShape: [8, 8] })).toThrow('convNetworks: expected imageShape to be [height, width, channels], got [8,8]');
    expect(make({ imageShape: [8, 0, 1] })).toThrow('convNetworks: expected each size of imageShape');
    expect(make({ latentSize: -1 })).toThrow('latentSize');
    expect(make({ hidden: 0 })).toThrow('hidden');
    expect(make({ channels: [] })).toThrow('channels');
    expect(make({ channels: [2.5] })).toThrow('each of channels');
    const networks = make({ ...small })();
    tf.tidy(() => {
      expect(() => networks.encoder(tf.zeros([2, 9, 8, 1]))).toThrow(
        'convNetworks: expected data of shape [any,8,8,1], got [2,9,8,1]',
      );
    });
    networks.dispose();
  });
});
