import { createRng, type Dataset, evaluate, network, variable } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classification, type LabelledBatch } from './classification';
import { fitClassifier } from './fit-classifier';
import { linearHead } from './linear-head';

/** Two clouds in the plane, `noise` of the labels wrong; in batches of its own size, shuffled by seed and epoch. */
function clouds(size: number, seed: number, noise = 0): Dataset<LabelledBatch> {
  const rng = createRng(seed);
  const points = rng.fillNormal(new Float32Array(2 * size));
  const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
  for (let i = 0; i < size; i++) points[2 * i] += labels[i] ? 1.5 : -1.5;
  for (let i = 0; i < size * noise; i++) labels[i] = 1 - labels[i];
  return {
    card: { name: 'clouds', description: '', license: 'MIT', source: 'this test' },
    size,
    batches: ({ batchSize, seed: order }) => {
      const from = async function* ({ epoch, batch }: { epoch: number; batch: number }) {
        const ids =
          order === undefined ? Array.from({ length: size }, (_, i) => i) : [...createRng(order).fork(epoch).permutation(size)];
        for (let at = batch * batchSize; at < size; at += batchSize) {
          const some = ids.slice(at, at + batchSize);
          const images = tf.tensor2d(some.map((i) => [points[2 * i], points[2 * i + 1]]));
          const own = tf.tensor1d(
            some.map((i) => labels[i]),
            'int32',
          );
          try {
            yield { images, labels: own };
          } finally {
            tf.dispose([images, own]);
          }
        }
      };
      return { from, [Symbol.asyncIterator]: () => from({ epoch: 0, batch: 0 }) };
    },
  };
}

function parts() {
  const kernel = variable('trunk/kernel', () => createRng(9).normal([2, 16]));
  const trunk = network((x: tf.Tensor) => tf.tidy(() => tf.relu(tf.matMul(x, kernel))), [kernel]);
  const head = linearHead({ inputs: 16, classes: 2 });
  const dispose = (): void => {
    kernel.dispose();
    head.dispose();
  };
  return { trunk, head, dispose };
}

const errorOf = async ({ trunk, head }: ReturnType<typeof parts>, data: Dataset<LabelledBatch>): Promise<number> => {
  const classifier = network((x: tf.Tensor) => tf.tidy(() => head(trunk(x))), []);
  return (await evaluate(classification(classifier), data.batches({ batchSize: 100 }))).terms.error;
};

describe('fitClassifier', () => {
  it('learns, trunk and head', async () => {
    const p = parts();
    const before = await p.trunk.variables[0].data();
    expect(await fitClassifier(p, clouds(60, 1), { steps: 60, seed: 1, learningRate: 1e-2 })).toEqual({
      steps: 60,
      bestStep: 60,
    });
    expect(await errorOf(p, clouds(400, 2))).toBeLessThan(0.12);
    expect([...(await p.trunk.variables[0].data())]).not.toEqual([...before]);
    p.dispose();
  });

  it('is a function of its seed', async () => {
    const weights = await Promise.all(
      [3, 3, 4].map(async (seed) => {
        const p = parts();
        await fitClassifier(p, clouds(40, 1), { steps: 15, seed, batchSize: 8 });
        const values = Float32Array.from(await p.head.variables[0].data());
        p.dispose();
        return values;
      }),
    );
    await expectClose(weights[1], weights[0], { relative: 0, absolute: 0 });
    expect([...weights[2]]).not.toEqual([...weights[0]]);
  });

  it('stops early where the kept-back labels say so, and goes back to the best', async () => {
    const p = parts();
    const data = clouds(20, 1, 0.3);
    const validation = { data: clouds(200, 2), every: 5, patience: 3 };
    const { steps, bestStep } = await fitClassifier(p, data, {
      steps: 400,
      seed: 1,
      learningRate: 0.05,
      dropoutRate: 0,
      validation,
    });
    expect(steps).toBeLessThan(400);
    expect(bestStep).toBe(steps - 3 * 5);
    p.dispose();
  });

  it('stops at the signal, and leaves no tensor', async () => {
    const p = parts();
    const before = tf.memory().numTensors;
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fitClassifier(p, clouds(20, 1), { steps: 5, seed: 1, signal })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    p.dispose();
  });

  it('refuses bad options before any work', async () => {
    const p = parts();
    await expect(fitClassifier(p, clouds(4, 1), { steps: 1, seed: 1, dropoutRate: 1 })).rejects.toThrow(
      'fitClassifier: expected dropoutRate',
    );
    await expect(fitClassifier(p, clouds(4, 1), { steps: 0.5, seed: 1 })).rejects.toThrow('expected steps');
    await expect(fitClassifier(p, clouds(4, 1), { steps: 1, seed: 1, decay: 1 })).rejects.toThrow('decay');
    await expect(fitClassifier(p, clouds(4, 1), { steps: 1, seed: 1, weightDecay: -1 })).rejects.toThrow('weightDecay');
    p.dispose();
  });
});
