import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as modelOf, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { pathOf } from '../network/path';
import { adam } from '../optimizers/adam';
import { createRng } from '../random/rng';
import { trainStep } from '../training/train-step';
import { fromLayers } from './from-layers';

const context = { step: 0, epoch: 0, rng: createRng(0), training: true };

describe('fromLayers', () => {
  it('names variables by model, layer and weight, and gives what the model gives', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 3, inputShape: [2], name: 'hidden', activation: 'tanh' }),
        layers.dense({ units: 1, name: 'out' }),
      ],
    });
    const net = fromLayers(model, 'mlp');
    expect(net.variables.map(pathOf)).toEqual(['mlp/hidden/kernel', 'mlp/hidden/bias', 'mlp/out/kernel', 'mlp/out/bias']);
    const x = tf.ones([4, 2]);
    const before = tf.memory().numTensors;
    const y = net(x);
    expect(tf.memory().numTensors - before, 'the result is all that is left').toBe(1);
    const expected = model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual([4, 1]);
    await expectClose(y, expected);
    tf.dispose([x, y, expected]);
    model.dispose();
  });

  it("takes the model's own name when it is given none", () => {
    const model = sequential({ name: 'mine', layers: [layers.dense({ units: 1, inputShape: [2], name: 'out' })] });
    expect(fromLayers(model).variables.map(pathOf)).toEqual(['mine/out/kernel', 'mine/out/bias']);
    model.dispose();
  });

  it('lets training reach dropout and batch normalization, whose statistics do not learn', async () => {
    const model = sequential({
      layers: [
        layers.dropout({ rate: 0.5, inputShape: [64], seed: 1 }),
        layers.batchNormalization({ name: 'bn', momentum: 0.5 }),
      ],
    });
    const net = fromLayers(model, 'net');
    const [gamma, beta, mean, variance] = net.variables;
    expect([gamma, beta, mean, variance].map((v) => v.trainable)).toEqual([true, true, false, false]);
    const x = tf.ones([4, 64]);
    const [calm, plain] = [net(x), net(x, { training: false })];
    await expectClose(calm, plain);
    await expectClose(mean, new Float32Array(64));
    const wild = net(x, { training: true });
    const zeros = (await wild.data()).filter((v) => v < 0).length;
    expect(zeros, 'dropped values are below the mean').toBeGreaterThan(0);
    expect(Math.max(...(await mean.data())), 'the moving mean has moved').toBeGreaterThan(0);
    tf.dispose([x, calm, plain, wild]);
    model.dispose();
  });

  it('learns in a step, except for frozen layers', async () => {
    const frozen = layers.dense({ units: 3, inputShape: [2], name: 'frozen', trainable: false });
    const model = sequential({
      layers: [frozen, layers.batchNormalization({ name: 'bn' }), layers.dense({ units: 1, name: 'out' })],
    });
    const net = fromLayers(model, 'net');
    const optimizer = adam({ learningRate: 0.1 });
    const objective = (x: tf.Tensor) => ({ loss: tf.sum(tf.square(tf.sub(net(x, { training: true }), 1)), 1) });
    const step = trainStep({ objective, variables: net.variables, optimizer });
    const read = async () =>
      Object.fromEntries(await Promise.all(net.variables.map(async (v) => [pathOf(v), [...(await v.data())]])));
    const before = await read();
    const x = createRng(3).normal([8, 2]);
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        step(x, context);
      });
    }
    const moments = 2 * net.variables.filter((v) => v.trainable).length;
    expect(tf.memory().numTensors - tensors).toBe(moments);
    const after = await read();
    const moved = Object.keys(before).filter((path) => before[path].some((v: number, i: number) => v !== after[path][i]));
    expect(moved).toEqual([
      'net/bn/gamma',
      'net/bn/beta',
      'net/out/kernel',
      'net/out/bias',
      'net/bn/moving_mean',
      'net/bn/moving_variance',
    ]);
    x.dispose();
    optimizer.dispose();
    model.dispose();
  });

  it('takes and gives arrays for models of several inputs and outputs', async () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [3] })];
    const joined = layers.concatenate().apply([a, b]) as never;
    const model = modelOf({
      inputs: [a, b],
      outputs: [joined, layers.dense({ units: 1, name: 'out' }).apply(joined) as never],
    });
    const net = fromLayers<tf.Tensor[], tf.Tensor[]>(model, 'two');
    const xs = [tf.ones([4, 2]), tf.zeros([4, 3])];
    const ys = net(xs);
    expect(ys.map((y) => y.shape)).toEqual([
      [4, 5],
      [4, 1],
    ]);
    for (const [bad, message] of [
      [[xs[0]], 'two: expected the number of inputs to be 2, got 1'],
      [[xs[0], xs[0]], 'two: expected input 1 of shape [any,3], got [4,2]'],
    ] as const) {
      expect(() => net([...bad])).toThrow(message);
    }
    tf.dispose([...xs, ...ys]);
    model.dispose();
  });

  it("refuses inputs of another shape than the model's, and two weights at one path", () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: 'out' })] });
    const net = fromLayers(model, 'net');
    const x = tf.ones([4, 3]);
    let error: unknown;
    try {
      net(x);
    } catch (caught) {
      error = caught;
    }
    expect(GenError.is(error, 'shape') && error.message).toBe('net: expected input of shape [any,2], got [4,3]');
    const nested = sequential({
      layers: [model, sequential({ layers: [layers.dense({ units: 2, inputShape: [1], name: 'out' })] })],
    });
    expect(() => fromLayers(nested, 'nested')).toThrow(
      "fromLayers: expected a path per variable, got two variables at 'nested/out/kernel'",
    );
    expect(() => fromLayers(sequential())).toThrow('fromLayers: expected model.inputs to be at least one, got 0');
    x.dispose();
    tf.dispose(nested.weights.map((weight) => weight.read()));
  });
});
