import { adam, chain, createRng, network, trainStep, variable } from '@gen/core';
import { bernoulliNll, gaussianNll } from '@gen/losses';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { mlpNetworks } from '../networks/mlp-networks';
import type { DiagonalGaussian } from './reparameterize';
import { vae } from './vae';

const context = (seed = 0, training = true) => ({ step: 0, epoch: 0, rng: createRng(seed), training });

/** Posterior N(a * x, exp(s)), likelihood N(w * z, 1), prior N(0, 1): every expectation has a closed form. */
function linearGaussian(a: number, s: number, w: number) {
  const kernel = variable('w', () => tf.tensor2d([[w]]));
  const encoder = network((x: tf.Tensor): DiagonalGaussian => ({ mean: tf.mul(x, a), logVar: tf.fill(x.shape, s) }), []);
  const decoder = network((z: tf.Tensor) => tf.matMul(z, kernel), [kernel]);
  const likelihood = (x: tf.Tensor, mean: tf.Tensor): tf.Tensor => gaussianNll(x, { mean, logVar: tf.zerosLike(mean) });
  return { model: vae({ encoder, decoder, latentSize: 1, likelihood }), kernel };
}

describe('objective', () => {
  it('equals the closed form of a linear-Gaussian model in expectation', async () => {
    const [a, s, w, x] = [0.4, -0.7, 1.3, 0.9];
    const { model, kernel } = linearGaussian(a, s, w);
    const n = 200_000;
    const terms = tf.tidy(() => {
      const { reconstruction, kl } = model.objective(tf.fill([n, 1], x), context());
      return tf.stack([tf.mean(reconstruction), tf.mean(kl)]);
    });
    const reconstruction = 0.5 * Math.log(2 * Math.PI) + 0.5 * ((x - w * a * x) ** 2 + w * w * Math.exp(s));
    const kl = 0.5 * ((a * x) ** 2 + Math.exp(s) - 1 - s);
    await expectClose(terms, [reconstruction, kl], { relative: 3e-3 });
    tf.dispose([terms, kernel]);
  });

  it('is an upper bound of -log p(x), and equal to it at the exact posterior', async () => {
    const [w, x] = [1.3, 0.9];
    // Exact posterior of z given x: variance 1 / (1 + w^2), mean w x / (1 + w^2). Then every draw gives -log p(x).
    const variance = 1 / (1 + w * w);
    const negativeLogP = 0.5 * (Math.log(2 * Math.PI * (1 + w * w)) + (x * x) / (1 + w * w));
    const bound = async (a: number, s: number): Promise<number> => {
      const { model, kernel } = linearGaussian(a, s, w);
      const total = tf.tidy(() => {
        const { reconstruction, kl } = model.objective(tf.fill([100_000, 1], x), context(3));
        return tf.mean(tf.add(reconstruction, kl));
      });
      const value = (await total.data())[0];
      tf.dispose([total, kernel]);
      return value;
    };
    expect(await bound(w * variance, Math.log(variance))).toBeCloseTo(negativeLogP, 2);
    expect(await bound(0.1, 0)).toBeGreaterThan(negativeLogP + 0.1);
  });

  it('draws the same noise for the same generator, and other noise for another', async () => {
    const networks = mlpNetworks({ shape: [4], latentSize: 2, hidden: [8] });
    const model = vae({ ...networks, likelihood: bernoulliNll });
    const term = (seed: number) => tf.tidy(() => model.objective(tf.ones([3, 4]), context(seed)).reconstruction);
    const [one, same, other] = [term(1), term(1), term(2)];
    await expectClose(one, same, { relative: 0, absolute: 0 });
    expect([...(await one.data())]).not.toEqual([...(await other.data())]);
    tf.dispose([one, same, other]);
    networks.dispose();
  });

  it('learns: a beta-VAE is another weight', async () => {
    const kls: number[] = [];
    for (const beta of [0.1, 10]) {
      const networks = mlpNetworks({ shape: [6], latentSize: 2, hidden: [16], seed: 1 });
      const model = vae({ ...networks, likelihood: bernoulliNll });
      const optimizer = adam({ learningRate: 5e-3 });
      const step = trainStep({ ...model, optimizer, weights: { kl: beta } });
      const data = tf.tensor2d(
        Array.from({ length: 32 }, (_, i) => Array.from({ length: 6 }, (_, j) => ((i >> (j % 2)) & 1) as number)),
      );
      let first = 0;
      let last = 0;
      for (let i = 0; i < 150; i++) {
        const result = step(data, { ...context(i), step: i });
        if (i === 0) first = (await result.total.data())[0];
        if (i === 149) {
          last = (await result.total.data())[0];
          kls.push((await result.terms.kl.data())[0]);
        }
        tf.dispose([result.terms, result.total] as never);
      }
      expect(last).toBeLessThan(first);
      data.dispose();
      optimizer.dispose();
      networks.dispose();
    }
    expect(kls[0]).toBeGreaterThan(kls[1] + 0.1);
  });
});

describe('verbs', () => {
  it('encode, decode, reconstruct, sample and interpolate', async () => {
    const networks = mlpNetworks({ shape: [2, 3, 1], latentSize: 2, hidden: [8], seed: 3 });
    const model = vae({ ...networks, likelihood: bernoulliNll, expectation: tf.sigmoid });
    const x = createRng(5).uniform([4, 2, 3, 1]);
    const y = createRng(6).uniform([4, 2, 3, 1]);
    const q = model.encode(x);
    expect(q.mean.shape).toEqual([4, 2]);
    const decoded = model.decode(q.mean);
    const reconstructed = model.reconstruct(x);
    await expectClose(reconstructed, decoded);
    const sampled = model.sample(5, { rng: createRng(1) });
    expect(sampled.shape).toEqual([5, 2, 3, 1]);
    const values = await sampled.data();
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const path = model.interpolate(x, y, { steps: 3 });
    expect(path.shape).toEqual([12, 2, 3, 1]);
    const ends = tf.tidy(() => tf.gather(path, [0, 2]));
    const wanted = tf.tidy(() => tf.concat([tf.slice(model.reconstruct(x), 0, 1), tf.slice(model.reconstruct(y), 0, 1)]));
    await expectClose(ends, wanted, { absolute: 1e-5 });
    tf.dispose([x, y, q.mean, q.logVar, decoded, reconstructed, sampled, path, ends, wanted]);
    networks.dispose();
  });

  it('accept another prior', () => {
    const networks = mlpNetworks({ shape: [4], latentSize: 2, hidden: [8] });
    const prior = {
      kl: (_: DiagonalGaussian, latents: tf.Tensor) => tf.sum(tf.square(latents), 1),
      sample: (n: number) => tf.fill([n, 2], 7),
    };
    const model = vae({ ...networks, likelihood: bernoulliNll, prior });
    tf.tidy(() => {
      expect(model.objective(tf.ones([3, 4]), context()).kl.shape).toEqual([3]);
      expect(model.sample(2, { rng: createRng(0) }).shape).toEqual([2, 4]);
    });
    networks.dispose();
  });
});

describe('latentSize', () => {
  it('is learned from the first posterior where it was not given', () => {
    const { encoder, decoder, dispose } = mlpNetworks({ shape: [4], latentSize: 2, hidden: [8] });
    const model = vae({ encoder, decoder, likelihood: bernoulliNll });
    expect(model.latentSize).toBeUndefined();
    expect(() => model.sample(3, { rng: createRng(1) })).toThrow('vae.sample: expected latentSize to be given to vae, or known');
    tf.tidy(() => {
      model.encode(tf.ones([1, 4]));
      expect(model.latentSize).toBe(2);
      expect(model.sample(3, { rng: createRng(1) }).shape).toEqual([3, 4]);
    });
    dispose();
  });
});

describe('bad input', () => {
  it('is refused by a sentence', () => {
    const networks = mlpNetworks({ shape: [4], latentSize: 2, hidden: [8] });
    const model = vae({ ...networks, likelihood: bernoulliNll });
    tf.tidy(() => {
      expect(() => model.objective(tf.ones([3, 5]), context())).toThrow('mlpNetworks: expected data of shape [any,4], got [3,5]');
      expect(() => model.decode(tf.ones([3, 3]))).toThrow('vae.decode: expected latents of shape [any,2], got [3,3]');
      expect(() => model.interpolate(tf.ones([1, 4]), tf.ones([2, 4]), { steps: 3 })).toThrow('vae.interpolate: expected to');
      expect(() => model.interpolate(tf.ones([1, 4]), tf.ones([1, 4]), { steps: 1 })).toThrow('expected steps');
      expect(() => model.sample(0, { rng: createRng(0) })).toThrow(
        'vae.sample: expected n to be an integer of at least 1, got 0',
      );
    });
    expect(() => vae({ ...networks, latentSize: 0, likelihood: bernoulliNll })).toThrow('latentSize');
    expect(() => vae({ ...networks, likelihood: 'bernoulli' as never })).toThrow('vae: expected likelihood to be a loss');
    const wrong = vae({ ...networks, latentSize: 3, likelihood: bernoulliNll });
    tf.tidy(() => {
      expect(() => wrong.encode(tf.ones([3, 4]))).toThrow("vae: expected the encoder's mean of shape [3,3], got [3,2]");
    });
    const lame = chain(
      networks.encoder,
      network((q: DiagonalGaussian) => ({ mean: q.mean, logVar: tf.zeros([1]) }), []),
    );
    const uneven = vae({ ...networks, encoder: lame, likelihood: bernoulliNll });
    tf.tidy(() => {
      expect(() => uneven.encode(tf.ones([3, 4]))).toThrow("vae: expected the encoder's logVar to have the shape of its mean");
    });
    networks.dispose();
  });
});
