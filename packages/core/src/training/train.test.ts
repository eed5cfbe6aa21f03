import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batches, Position } from '../data/dataset';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import type { Optimizer } from '../optimizers/optimizer';
import { sgd } from '../optimizers/sgd';
import { trainPosition } from './position';
import { type TrainEvent, type TrainOptions, train } from './train';
import { type Step, trainStep } from './train-step';

let x: tf.Variable;
let optimizer: Optimizer;
let step: Step<tf.Tensor, 'value' | 'noise'>;
beforeEach(() => {
  x = variable('x', () => tf.scalar(0));
  optimizer = sgd({ learningRate: 0.1 });
  step = trainStep({
    objective: (batch: tf.Tensor, { rng }) => ({ value: tf.mul(x, tf.mean(batch)), noise: rng.normal([]) }),
    variables: [x],
    optimizer,
    weights: { noise: 0 },
  });
});
afterEach(() => {
  optimizer.dispose();
  x.dispose();
});

/** Four lent batches an epoch: 0, 1, 2, 3, and ten more each epoch. Counts what is open. */
function data(): Batches<tf.Tensor> & { open: number; asked: Position[]; from(position: Position): AsyncGenerator<tf.Tensor> } {
  const self = {
    open: 0,
    asked: [] as Position[],
    async *from(position: Position): AsyncGenerator<tf.Tensor> {
      self.asked.push(position);
      for (let i = position.batch; i < 4; i++) {
        const batch = tf.tensor1d([10 * position.epoch + i]);
        self.open++;
        try {
          yield batch;
        } finally {
          self.open--;
          batch.dispose();
        }
      }
    },
    [Symbol.asyncIterator]: () => self.from({ epoch: 0, batch: 0 }),
  };
  return self;
}

async function collect(options: TrainOptions, batches: Batches<tf.Tensor> = data()): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(step, batches, options)) events.push(event);
  return events;
}

const seen = (events: readonly TrainEvent[]): [number, number, number][] => events.map((e) => [e.step, e.epoch, e.count]);

async function failure(run: AsyncIterable<unknown> | Promise<unknown>): Promise<unknown> {
  try {
    if ('then' in run) await run;
    else for await (const _ of run);
  } catch (error) {
    return error;
  }
  return expect.unreachable('expected an error');
}

describe('train', () => {
  it('runs for so many steps, over as many epochs as they need', async () => {
    const batches = data();
    const events = await collect({ steps: 6 }, batches);
    expect(seen(events)).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [3, 0, 1],
      [4, 0, 1],
      [5, 1, 1],
      [6, 1, 1],
    ]);
    expect(batches.open).toBe(0);
    await expectClose(x, [-0.1 * (0 + 1 + 2 + 3 + 10 + 11)]);
    expect(events.every((event) => event.ms >= 0 && event.total === event.terms.value)).toBe(true);
  });

  it('runs for so many epochs, and reports the rest of the last one', async () => {
    const events = await collect({ epochs: 2, every: 3 });
    expect(seen(events)).toEqual([
      [3, 0, 3],
      [6, 1, 3],
      [8, 1, 2],
    ]);
    expect(events.map((event) => event.batch === undefined)).toEqual([false, false, true]);
    expect(await collect({ epochs: 0 })).toEqual([]);
    expect(await collect({ steps: 0 })).toEqual([]);
  });

  it('averages terms over the steps of an event, and reports the last steps of a run', async () => {
    const values = (await collect({ steps: 5 })).map((event) => event.terms.value);
    await tf.tidy(() => x.assign(tf.scalar(0)));
    const events = await collect({ steps: 5, every: 2 });
    expect(seen(events)).toEqual([
      [2, 0, 2],
      [4, 0, 2],
      [5, 1, 1],
    ]);
    const means = [(values[0] + values[1]) / 2, (values[2] + values[3]) / 2, values[4]];
    await expectClose(
      events.map((event) => event.terms.value),
      means,
      { absolute: 1e-6 },
    );
    await expectClose(
      events.map((event) => event.total),
      means,
      { absolute: 1e-6 },
    );
  });

  it('resumes in the middle of an epoch: at the batch, the draws and the numbers of an uninterrupted run', async () => {
    const whole = await collect({ steps: 9, seed: 3 });
    tf.tidy(() => x.assign(tf.scalar(0)));
    const position = trainPosition();
    const first = await collect({ steps: 6, seed: 3, position });
    expect(position.exportState().json).toEqual({ step: 6, epoch: 1, batch: 2 });
    const again = trainPosition();
    again.importState(JSON.parse(JSON.stringify(position.exportState())));
    const batches = data();
    const second = await collect({ steps: 9, seed: 3, position: again }, batches);
    expect(batches.asked).toEqual([
      { epoch: 1, batch: 2 },
      { epoch: 2, batch: 0 },
    ]);
    const plain = (events: readonly TrainEvent[]) => events.map((e) => [e.step, e.epoch, e.terms, e.total]);
    expect(plain([...first, ...second])).toEqual(plain(whole));
    expect(whole[0].terms.noise).not.toBe(whole[1].terms.noise);
    const other = await collect({ steps: 1, seed: 4 });
    expect(other[0].terms.noise).not.toBe(whole[0].terms.noise);
  });

  it('resumes at the end of an epoch', async () => {
    const position = trainPosition();
    await collect({ steps: 4, position });
    expect(position.exportState().json).toEqual({ step: 4, epoch: 0, batch: 4 });
    expect(seen(await collect({ epochs: 2, position }))).toEqual([5, 6, 7, 8].map((n) => [n, 1, 1]));
    expect(position.exportState().json).toEqual({ step: 8, epoch: 2, batch: 0 });
    expect(await collect({ epochs: 2, position })).toEqual([]);
  });

  it('skips to the position in data that cannot begin there', async () => {
    const { from } = data() as { from(position: Position): AsyncGenerator<tf.Tensor> };
    const plain: Batches<tf.Tensor> = { [Symbol.asyncIterator]: () => from({ epoch: 0, batch: 0 })[Symbol.asyncIterator]() };
    const position = Object.assign(trainPosition(), { step: 6, epoch: 1, batch: 2 });
    const events = await collect({ steps: 9, position }, plain);
    expect(seen(events).map(([n, epoch]) => [n, epoch])).toEqual([
      [7, 1],
      [8, 1],
      [9, 2],
    ]);
    await expectClose(x, [-0.1 * (2 + 3 + 0)]);
  });

  it('frees everything when its loop is left, with the position after the last step', async () => {
    const batches = data();
    const position = trainPosition();
    for await (const event of train(step, batches, { steps: 100, every: 2, position })) {
      expect(batches.open, 'the batch is lent to the loop body').toBe(1);
      expect(event.batch?.isDisposed).toBe(false);
      if (event.step === 2) break;
    }
    expect(batches.open).toBe(0);
    expect(position.exportState().json).toEqual({ step: 2, epoch: 0, batch: 2 });
  });

  it.each(['before', 'between two events', 'in the loop body', 'while a batch is being made'])(
    'stops when aborted %s',
    async (when) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const position = trainPosition();
      const batches = data();
      const abortAt = { before: 0, 'between two events': 2, 'in the loop body': 3, 'while a batch is being made': 3 }[when]!;
      const aborting: Batches<tf.Tensor> = {
        async *[Symbol.asyncIterator]() {
          for await (const batch of batches) {
            if (when === 'while a batch is being made' && position.step === 3) controller.abort(reason);
            yield batch;
          }
        },
      };
      const watched: Step<tf.Tensor> = (batch, context) => {
        if (when === 'between two events' && context.step === 1) controller.abort(reason);
        return step(batch, context);
      };
      if (when === 'before') controller.abort(reason);
      const run = async (): Promise<void> => {
        for await (const event of train(watched, aborting, { steps: 8, every: 3, position, signal: controller.signal })) {
          if (when === 'in the loop body' && event.step === 3) controller.abort(reason);
        }
      };
      expect(await failure(run())).toBe(reason);
      expect(position.step).toBe(abortAt);
      expect(optimizer.step).toBe(abortAt);
      expect(batches.open).toBe(0);
    },
  );

  it('does not mind a signal that is aborted after its last step', async () => {
    const controller = new AbortController();
    for await (const event of train(step, data(), { steps: 2, signal: controller.signal })) {
      if (event.step === 2) controller.abort();
    }
  });

  it('frees everything when step or data throw, with the position before the failed step', async () => {
    const position = trainPosition();
    const batches = data();
    const failing: Step<tf.Tensor> = (batch, context) => {
      if (context.step === 4) throw new Error('mine');
      return step(batch, context);
    };
    expect(await failure(train(failing, batches, { steps: 8, every: 3, position }))).toEqual(new Error('mine'));
    expect([position.step, batches.open]).toEqual([4, 0]);
    async function* broken(): AsyncGenerator<tf.Tensor> {
      const batch = tf.tensor1d([1]);
      try {
        yield batch;
      } finally {
        batch.dispose();
      }
      throw new Error('unreadable');
    }
    expect(await failure(train(step, broken(), { steps: 8, every: 3 }))).toEqual(new Error('unreadable'));
  });

  it('refuses terms that change from step to step', async () => {
    const changing = ((_, { step: n }) => ({ terms: { [`t${n}`]: tf.scalar(1) }, total: tf.scalar(1) })) as Step<tf.Tensor>;
    const error = await failure(train(changing, data(), { steps: 2, every: 2 }));
    expect(GenError.is(error, 'value') && error.message).toBe('train: expected the terms t0 of each step, got t1');
  });

  it('says that an iterator can be read once only, and that data have no batch', async () => {
    const { from } = data() as { from(position: Position): AsyncGenerator<tf.Tensor> };
    const once = await failure(collect({ steps: 6 }, from({ epoch: 0, batch: 0 })));
    expect(GenError.is(once, 'value') && once.message).toBe(
      'train: expected batches in epoch 1, got none (an iterator can be read once only)',
    );
    async function* none(): AsyncGenerator<tf.Tensor> {}
    expect(GenError.is(await failure(collect({ epochs: 1 }, none())), 'value')).toBe(true);
  });

  it.each([
    [{}, 'train: expected steps and epochs to be one of the two, got [undefined,undefined]'],
    [{ steps: 1, epochs: 2 }, 'train: expected steps and epochs to be one of the two, got [1,2]'],
    [{ steps: -1 }, 'train: expected steps to be an integer of at least 0, got -1'],
    [{ epochs: 0.5 }, 'train: expected epochs to be an integer of at least 0, got 0.5'],
    [{ steps: 1, every: 0 }, 'train: expected every to be an integer of at least 1, got 0'],
    [{ steps: 1, seed: -1 }, 'createRng: expected seed'],
  ])('refuses %j', async (options, message) => {
    const error = await failure(collect(options));
    expect(GenError.is(error, 'value') && error.message).toContain(message);
  });

  it('gives the event loop a turn about every tenth of a second', async () => {
    const slow: Step<tf.Tensor> = (batch, context) => {
      const until = performance.now() + 30;
      while (performance.now() < until);
      return step(batch, context);
    };
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for await (const _ of train(slow, data(), { steps: 12, every: 12 }));
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('ends 1,000 steps with exactly the tensors it began with', async () => {
    const begun = tf.memory();
    let batchesRead = 0;
    for await (const event of train(step, data(), { steps: 1000, every: 10 })) batchesRead = event.step;
    const ended = tf.memory();
    expect(batchesRead).toBe(1000);
    expect([ended.numTensors, ended.numDataBuffers]).toEqual([begun.numTensors, begun.numDataBuffers]);
  });
});
