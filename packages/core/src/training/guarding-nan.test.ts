import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import type { Optimizer } from '../optimizers/optimizer';
import { checkpointing } from './checkpointing';
import { guardingNaN } from './guarding-nan';
import type { Objective } from './objective';
import { type TrainPosition, trainPosition } from './position';
import { train } from './train';
import { trainStep } from './train-step';

interface Batch {
  readonly images: tf.Tensor;
  readonly labels: readonly tf.Tensor[];
}

let x: tf.Variable;
let optimizer: Optimizer;
let position: TrainPosition;
beforeEach(() => {
  x = variable('dense/x', () => tf.tensor1d([1, 2]));
  optimizer = adam({ learningRate: 0.1 });
  position = trainPosition();
});
afterEach(() => {
  optimizer.dispose();
  x.dispose();
});

/** Ten batches an epoch; `bad` puts a value into the labels of the third. */
async function* batches(bad = 0): AsyncGenerator<Batch> {
  for (let i = 0; i < 10; i++) {
    const batch = { images: tf.zeros([1, 2]), labels: [tf.ones([2]), tf.tensor2d([[0, 1, i === 2 ? bad : 2]])] };
    try {
      yield batch;
    } finally {
      tf.dispose(batch as never);
    }
  }
}

const fine: Objective<Batch> = ({ labels }) => ({ fit: tf.sum(tf.square(x)), rest: tf.mul(tf.sum(labels[1]), tf.sum(x)) });

/** The state after so many good steps. */
async function stateAfter(steps: number, objective: Objective<Batch>): Promise<unknown[]> {
  const y = variable('dense/x', () => tf.tensor1d([1, 2]));
  const [mine, other] = [x, adam({ learningRate: 0.1 })];
  x = y; // the objective closes over x
  for await (const _ of train(trainStep({ objective, variables: [y], optimizer: other }), batches(), { steps }));
  x = mine;
  const state = await describeState(y, other);
  other.dispose();
  y.dispose();
  return state;
}

async function describeState(v: tf.Variable, { exportState }: Optimizer): Promise<unknown[]> {
  const { tensors, json } = exportState();
  const values = await Promise.all(Object.values(tensors!).map(async (t) => [...(await t.data())]));
  return [[...(await v.data())], values, json];
}

/** The sum of squares, finite, with a gradient that is NaN on request. */
const steep = (bad: boolean): tf.Scalar =>
  tf.customGrad(() => ({
    value: tf.sum(tf.square(x)) as tf.Scalar,
    gradFunc: (dy: tf.Scalar) => tf.mul(dy, tf.mul(x, bad ? Number.NaN : 2)),
  }))(x);

async function failure(
  objective: Objective<Batch>,
  data: AsyncIterable<Batch>,
  every = 1,
): Promise<{ message: string; saved: number[] }> {
  const step = trainStep({ objective, variables: [x], optimizer });
  const saved: number[] = [];
  const run = guardingNaN(train(step, data, { steps: 6, every, position }), { parts: { model: [x], optimizer, position } });
  try {
    for await (const _ of checkpointing(run, ({ step: n }) => void saved.push(n), { every: 1 }));
  } catch (error) {
    expect(GenError.is(error, 'not-finite')).toBe(true);
    return { message: (error as Error).message, saved };
  }
  return expect.unreachable('expected an error');
}

describe('guardingNaN', () => {
  it('lets a good run pass', async () => {
    const step = trainStep({ objective: fine, variables: [x], optimizer });
    const steps: number[] = [];
    for await (const event of guardingNaN(train(step, batches(), { steps: 4, position }), { parts: { model: [x] } }))
      steps.push(event.step);
    expect(steps).toEqual([1, 2, 3, 4]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('names the tensor of the batch that holds %s, and its step', async (bad) => {
    const { message, saved } = await failure(fine, batches(bad));
    expect(message).toContain('guardingNaN: step 3: expected finite terms, got rest ');
    expect(message).toContain(
      "first bad value in 'labels/1' [1,3] at element 2 of the batch; model, optimizer, position put back to the state after step 2",
    );
    expect(saved, 'no bad state is saved').toEqual([1, 2]);
    expect(position.exportState().json).toEqual({ step: 2, epoch: 0, batch: 2 });
    expect(await describeState(x, optimizer)).toEqual(await stateAfter(2, fine));
  });

  it('sees a bad gradient at its own step, though the terms are finite', async () => {
    const objective: Objective<Batch> = (batch, { step }) => ({
      ...fine(batch, { step } as never),
      steep: steep(step === 3),
    });
    const { message, saved } = await failure(objective, batches());
    expect(message).toContain(
      "step 4: expected finite values after the update, got a bad one in 'model/dense/x' [2] at element 0",
    );
    expect(message).toContain('the gradient was not');
    expect(saved).toEqual([1, 2, 3]);
    await expectClose((await stateAfter(3, objective))[0] as number[], [...(await x.data())]);
  });

  it('sees an objective that makes NaN of good data', async () => {
    const objective: Objective<Batch> = (_, { step }) => ({ log: tf.sum(tf.log(tf.mul(step === 1 ? -1 : 1, tf.square(x)))) });
    const { message } = await failure(objective, batches());
    expect(message).toContain(
      'step 2: expected finite terms, got log NaN, total NaN; no bad value in the batch, nor in the parts before',
    );
    expect(position.step).toBe(1);
  });

  it('names the steps since the last event, and goes back to it', async () => {
    const { message } = await failure(fine, batches(Number.NaN), 2);
    expect(message).toContain('guardingNaN: steps 3 to 4: expected finite terms');
    expect(message).toContain(
      'no bad value in the last batch, nor in the parts before; model, optimizer, position put back to the state after step 2',
    );
    expect(await describeState(x, optimizer)).toEqual(await stateAfter(2, fine));
  });

  it('sees a bad last step', async () => {
    const objective: Objective<Batch> = (_, { step }) => ({ steep: steep(step === 5) });
    expect((await failure(objective, batches())).message).toContain('step 6: expected finite values after the update');
    expect(position.step).toBe(5);
  });

  it('takes very large values for good while they are finite, and parts without tensors for good', async () => {
    const large = variable('large', () => tf.fill([4], 3e38));
    const step = trainStep({ objective: fine, variables: [x], optimizer });
    const run = guardingNaN(train(step, batches(), { steps: 2 }), { parts: { large: [large] } });
    for await (const _ of run);
    for await (const _ of guardingNaN(train(step, batches(), { steps: 2 }), { parts: { position } }));
    large.dispose();
  });

  it('frees everything when its loop is left', async () => {
    const step = trainStep({ objective: fine, variables: [x], optimizer });
    for await (const _ of guardingNaN(train(step, batches(), { steps: 9 }), { parts: { model: [x], optimizer } })) break;
    expect(optimizer.step).toBe(1);
  });
});
