import * as tf from '@tensorflow/tfjs-core';
import type { Batches, Position } from '../data/dataset';
import { initialize } from '../network/initialize';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import { cosine } from '../optimizers/schedules';
import { createRng } from '../random/rng';
import { ema, withEma } from '../training/ema';
import { type TrainPosition, trainPosition } from '../training/position';
import { train } from '../training/train';
import { trainStep } from '../training/train-step';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoint';
import type { CheckpointTarget } from './store';

const hyperparameters = { learningRate: 0.01, decay: 0.9 };

/** 52 examples in batches of 8, shuffled by epoch, the last batch of each epoch short. */
function dataset(): Batches<tf.Tensor4D> {
  const rng = createRng(7);
  const images = rng.fork('images').fillUniform(new Float32Array(52 * 64));
  const batches = {
    async *from({ epoch, batch }: Position): AsyncGenerator<tf.Tensor4D> {
      const order = rng.fork('order').fork(epoch).permutation(52);
      for (let at = 8 * batch; at < 52; at += 8) {
        const rows = [...order.subarray(at, at + 8)].map((i) => images.subarray(64 * i, 64 * i + 64));
        const values = new Float32Array(64 * rows.length);
        rows.forEach((row, i) => {
          values.set(row, 64 * i);
        });
        const tensor = tf.tensor4d(values, [rows.length, 8, 8, 1]);
        try {
          yield tensor;
        } finally {
          tensor.dispose();
        }
      }
    },
    [Symbol.asyncIterator]: () => batches.from({ epoch: 0, batch: 0 })[Symbol.asyncIterator](),
  };
  return batches;
}

interface ResumableRun {
  readonly position: TrainPosition;
  /** Trains until so many steps are done. */
  trainTo(steps: number): Promise<void>;
  save(target: CheckpointTarget): Promise<void>;
  loadIfAny(target: CheckpointTarget): Promise<boolean>;
  dispose(): void;
}

/**
 * A small convolutional denoiser with everything that a run can have: Adam with a schedule and clipping, moving averages, noise from
 * the step's generator, shuffled batches. For the tests that stop and kill it.
 *
 * @param ballast floats that it carries along without training them, to make its checkpoints large.
 */
export function resumableRun({ ballast = 1 }: { readonly ballast?: number } = {}): ResumableRun {
  const model = [
    variable('conv/kernel', () => tf.zeros([3, 3, 1, 4])),
    variable('conv/bias', () => tf.zeros([4])),
    variable('dense/kernel', () => tf.zeros([64, 64])),
    variable('dense/bias', () => tf.zeros([64])),
    variable('ballast', () => tf.zeros([ballast]), false),
  ] as const;
  const [kernel, bias, weights, offset] = model;
  initialize([kernel, weights], createRng(1));
  const average = ema(model.slice(0, 4), { decay: hyperparameters.decay });
  const optimizer = adam({ learningRate: cosine({ from: hyperparameters.learningRate, steps: 1000 }) });
  const position = trainPosition();
  const rng = createRng(2);
  const parts = { model, average, optimizer, position, rng };
  const step = trainStep({
    objective: (images: tf.Tensor4D, context) => {
      const noisy = tf.add(images, tf.mul(0.1 * rng.next(), context.rng.normal(images.shape))) as tf.Tensor4D;
      const hidden = tf.relu(tf.add(tf.conv2d(noisy, kernel as never, 2, 'same'), bias));
      const flat = tf.reshape(hidden, [-1, 64]) as tf.Tensor2D; // 4 x 4 pixels of 4 channels
      const denoised = tf.add(tf.matMul(flat, weights as never), offset);
      return { squaredError: tf.sum(tf.squaredDifference(denoised, tf.reshape(images, [-1, 64])), 1) };
    },
    variables: model,
    optimizer,
    clipNorm: 5,
  });
  return {
    position,
    async trainTo(steps) {
      for await (const _ of train(withEma(step, average), dataset(), { steps, every: 3, seed: 3, position }));
    },
    save: (target) => saveCheckpoint(target, parts, { hyperparameters }),
    async loadIfAny(target) {
      const found = await hasCheckpoint(target);
      if (found) await loadCheckpoint(target, parts, { hyperparameters });
      return found;
    },
    dispose() {
      tf.dispose([...model]);
      average.dispose();
      optimizer.dispose();
    },
  };
}
