import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import type { Measured } from './evaluating';
import { keepingBest } from './keeping-best';
import type { TrainEvent } from './train';

let x: tf.Variable;
beforeEach(() => {
  x = variable('x', () => tf.scalar(0));
});
afterEach(() => x.dispose());
const value = async (): Promise<number> => (await x.data())[0];

/** Sets x to the step, and carries the metrics; throws after them if told to. */
async function* run(metrics: readonly (number | undefined)[], error?: Error): AsyncGenerator<TrainEvent & Measured> {
  for (const [i, metric] of metrics.entries()) {
    tf.tidy(() => x.assign(tf.scalar(i + 1)));
    yield { step: i + 1, count: 1, epoch: 0, terms: {}, total: 0, ms: 1, batch: undefined, metric };
  }
  if (error) throw error;
}

describe('keepingBest', () => {
  it('puts the parts back to the lowest metric at the end', async () => {
    for await (const event of keepingBest(run([3, 1, undefined, 2, 1, Number.NaN]), { parts: { x: [x] } })) {
      expect(await value(), 'the run itself goes on as it is').toBe(event.step);
    }
    expect(await value()).toBe(2);
  });

  it('puts them back when the loop is left', async () => {
    for await (const event of keepingBest(run([1, 2, 3, 4]), { parts: { x: [x] } })) if (event.step === 3) break;
    expect(await value()).toBe(1);
  });

  it('leaves them when nothing was measured', async () => {
    for await (const _ of keepingBest(run([undefined, Number.NaN]), { parts: { x: [x] } }));
    expect(await value()).toBe(2);
  });

  it('leaves them after an error, so that the run can be resumed', async () => {
    const all = async () => {
      for await (const _ of keepingBest(run([1, 2, 3], new Error('mine')), { parts: { x: [x] } }));
    };
    await expect(all()).rejects.toThrow('mine');
    expect(await value()).toBe(3);
  });

  it('keeps an optimizer with its moments', async () => {
    const optimizer = adam({ learningRate: 0.1 });
    const update = (): void => tf.tidy(() => optimizer.update(new Map([[x, tf.scalar(1)]])));
    for await (const _ of keepingBest(run([1, 2, 3]), { parts: { x: [x], optimizer } })) update();
    expect(optimizer.step).toBe(0);
    optimizer.dispose();
  });
});
