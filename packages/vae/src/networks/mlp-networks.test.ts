import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { mlpNetworks } from './mlp-networks';

it('takes data of any shape and gives it back', () => {
  for (const shape of [[5], [4, 3], [2, 3, 4]]) {
    const networks = mlpNetworks({ shape, latentSize: 2, hidden: [8, 4] });
    expect(networks.featureSize).toBe(4);
    tf.tidy(() => {
      const { mean } = networks.encoder(tf.ones([3, ...shape]));
      expect(mean.shape).toEqual([3, 2]);
      expect(networks.decoder(mean).shape).toEqual([3, ...shape]);
    });
    networks.dispose();
  }
});

it('refuses what it cannot build or take', () => {
  expect(() => mlpNetworks({ shape: [], latentSize: 2 })).toThrow('mlpNetworks: expected shape to be the shape of one example');
  expect(() => mlpNetworks({ shape: [0], latentSize: 2 })).toThrow('each size of shape');
  expect(() => mlpNetworks({ shape: [4], latentSize: 0 })).toThrow('latentSize');
  expect(() => mlpNetworks({ shape: [4], latentSize: 2, hidden: [] })).toThrow('hidden');
  expect(() => mlpNetworks({ shape: [4], latentSize: 2, hidden: [0] })).toThrow('each of hidden');
});
