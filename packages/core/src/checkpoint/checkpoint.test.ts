import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import { createRng, type Rng } from '../random/rng';
import { type Ema, ema } from '../training/ema';
import { type TrainPosition, trainPosition } from '../training/position';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoint';
import type { Parts } from './snapshot';

interface Run {
  readonly model: readonly tf.Variable[];
  readonly optimizer: ReturnType<typeof adam>;
  readonly average: Ema;
  readonly rng: Rng;
  readonly position: TrainPosition;
}

const runs: Run[] = [];

/** A run that has done so many steps of nothing in particular. */
function runOf(steps: number): Run & Parts {
  const model = [variable('kernel', () => tf.tensor2d([[1, 2, 3]])), variable('count', () => tf.tensor1d([true], 'bool'), false)];
  const average = ema(model, { decay: 0.5 });
  const run = { model, average, optimizer: adam({ learningRate: 0.1 }), rng: createRng(1), position: trainPosition() };
  for (let i = 0; i < steps; i++) {
    tf.tidy(() => run.optimizer.update(new Map([[model[0], run.rng.normal([1, 3])]])));
    average.update();
    run.position.step++;
  }
  runs.push(run);
  return run;
}

afterEach(() => {
  for (const { model, optimizer, average } of runs.splice(0)) {
    tf.dispose([...model]);
    optimizer.dispose();
    average.dispose();
  }
});

async function filesOf(parts: Parts, hyperparameters = {}): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await saveCheckpoint(files, parts, { hyperparameters });
  return files;
}

let files: Map<string, Uint8Array>;
let run: Run & Parts;
beforeEach(async () => {
  run = runOf(3);
  files = await filesOf(run, { rate: 0.1, layers: [2] });
});

/** The error of a load that has to change nothing. */
async function refusal(target: Map<string, Uint8Array>, parts: Parts, options = {}): Promise<GenError> {
  const before = await filesOf(parts);
  try {
    await loadCheckpoint(target, parts, options);
  } catch (error) {
    expect(await filesOf(parts), 'state after the refusal').toEqual(before);
    return error as GenError;
  }
  return expect.unreachable('expected a refusal');
}

const manifest = (change: (manifest: Record<string, unknown>) => void): Map<string, Uint8Array> => {
  const json = JSON.parse(new TextDecoder().decode(files.get('checkpoint.json')));
  change(json);
  return new Map(files).set('checkpoint.json', new TextEncoder().encode(JSON.stringify(json)));
};

describe('saveCheckpoint and loadCheckpoint', () => {
  it('bring a run back: loaded elsewhere and saved again, it gives the same bytes', async () => {
    const other = runOf(0);
    const before = await filesOf(other);
    expect(before).not.toEqual(files);
    expect(await loadCheckpoint(files, other, { hyperparameters: { rate: 0.1, layers: [2] } })).toEqual({
      rate: 0.1,
      layers: [2],
    });
    expect(await filesOf(other, { rate: 0.1, layers: [2] })).toEqual(files);
    expect([other.position.step, other.optimizer.step, other.rng.counter]).toEqual([3, 3, 3]);
  });

  it('give the same bytes whatever the order of parts, variables and hyper-parameters', async () => {
    const reversed = Object.fromEntries(Object.entries({ ...run, model: [...run.model].reverse() }).reverse());
    expect(await filesOf(reversed as Parts, { layers: [2], rate: 0.1 })).toEqual(files);
  });

  it('save the state of the moment of the call, though training goes on', async () => {
    const now = new Map<string, Uint8Array>();
    const saving = saveCheckpoint(now, run, { hyperparameters: { rate: 0.1, layers: [2] } });
    tf.tidy(() => run.model[0].assign(tf.zeros([1, 3])));
    run.position.step = 99;
    await saving;
    expect(now).toEqual(files);
  });

  it('save one after the other what is saved at once', async () => {
    const target = new Map<string, Uint8Array>();
    const saves = [saveCheckpoint(target, run)];
    for (const value of [4, 5]) {
      tf.tidy(() => run.model[0].assign(tf.fill([1, 3], value)));
      saves.push(saveCheckpoint(target, run));
    }
    await Promise.all(saves);
    expect(target).toEqual(await filesOf(run));
  });

  it('keep one set of weights, and remove what a killed run has left', async () => {
    files.set('weights-0123456789abcdef.safetensors.tmp', new Uint8Array(1));
    files.set('notes.txt', new Uint8Array(1));
    tf.tidy(() => run.model[0].assign(tf.zeros([1, 3])));
    await saveCheckpoint(files, run);
    const names = [...files.keys()].map((name) => name.replace(/-[0-9a-f]{16}\./, '-hash.')).sort();
    expect(names).toEqual(['checkpoint.json', 'notes.txt', 'weights-hash.safetensors']);
  });

  it('say whether there is one', async () => {
    expect([await hasCheckpoint(new Map()), await hasCheckpoint(files)]).toEqual([false, true]);
  });

  it('take other hyper-parameters when they are allowed, or when none are given', async () => {
    await loadCheckpoint(files, run, { hyperparameters: { rate: 0.2, layers: [2] }, allowChanges: ['rate'] });
    expect(await loadCheckpoint(files, run)).toEqual({ rate: 0.1, layers: [2] });
  });

  it.each([
    ['no checkpoint', () => new Map(), 'checkpoint', 'expected a checkpoint in the map, got none'],
    [
      'no JSON',
      () => new Map(files).set('checkpoint.json', new Uint8Array([1])),
      'checkpoint',
      'expected checkpoint.json in the map to be JSON',
    ],
    ['another format', () => manifest((m) => (m.format = 2)), 'checkpoint', 'expected format 1 in the map, got 2'],
    [
      'no manifest',
      () => new Map(files).set('checkpoint.json', new TextEncoder().encode('null')),
      'checkpoint',
      'expected format 1',
    ],
    ['a manifest without parts', () => manifest((m) => (m.parts = null)), 'checkpoint', 'expected weights, sha256 and parts in'],
    ['a path for weights', () => manifest((m) => (m.weights = '../x')), 'checkpoint', 'expected weights, sha256 and parts in'],
    [
      'other parts',
      () => manifest((m) => (m.parts = { model: null })),
      'checkpoint',
      'expected parts average, model, optimizer, position, rng, got model',
    ],
    [
      'no weights',
      () => manifest((m) => (m.weights = 'weights-00.safetensors')),
      'checkpoint',
      'expected weights-00.safetensors in the map, got none',
    ],
    [
      'a bad position',
      () => manifest((m) => ((m.parts as never as Record<string, unknown>).position = { step: -1 })),
      'checkpoint',
      'trainPosition: expected',
    ],
  ])('refuse %s, and change nothing', async (_, target, code, message) => {
    const error = await refusal(target(), run);
    expect(error.message).toContain(message);
    expect(GenError.is(error, code)).toBe(true);
  });

  it('refuse damaged weights, wherever the damage is', async () => {
    const [name, bytes] = [...files].find(([file]) => file.startsWith('weights'))!;
    for (const at of [0, 20, bytes.length - 1]) {
      const damaged = bytes.slice();
      damaged[at] ^= 1;
      const error = await refusal(new Map(files).set(name, damaged), run);
      expect(GenError.is(error, 'checksum') && error.message).toContain(`loadCheckpoint: expected ${name} to have SHA-256`);
    }
    const truncated = await refusal(new Map(files).set(name, bytes.subarray(0, 50)), run);
    expect(GenError.is(truncated, 'checksum')).toBe(true);
  });

  it('refuse other hyper-parameters by name, other paths and other shapes, and change nothing', async () => {
    const changed = await refusal(files, run, { hyperparameters: { rate: 0.2, layers: [2] } });
    expect(GenError.is(changed, 'hyperparameters') && changed.message).toContain('rate (saved 0.1, now 0.2)');
    const renamed = [variable('renamed', () => tf.zeros([1, 3])), run.model[1]];
    const reshaped = [variable('kernel', () => tf.zeros([3, 1])), run.model[1]];
    // The parts before them are put back, too.
    const first = { average: run.average, position: trainPosition(), rng: createRng(9), optimizer: run.optimizer };
    const path = await refusal(files, { ...first, model: renamed });
    expect(GenError.is(path, 'checkpoint') && path.message).toContain('missing: renamed; not in the model: kernel');
    const shape = await refusal(files, { ...first, model: reshaped });
    expect(GenError.is(shape, 'checkpoint') && shape.message).toContain(
      "expected 'kernel' to be float32 [3,1], got float32 [1,3]",
    );
    tf.dispose([renamed[0], reshaped[0]]);
  });

  it('refuse to save what the format cannot hold, and leave nothing behind', async () => {
    const text = { exportState: () => ({ tensors: { z } }), importState: () => {} };
    const z = tf.tensor(['a']);
    await expect(saveCheckpoint(files, { text })).rejects.toThrow(
      "expected 'text/z' of dtype float32, int32 or bool, got string",
    );
    z.dispose();
  });
});
