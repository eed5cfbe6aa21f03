import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { adam } from '../optimizers/adam';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoint';

let folder: string;
let x: tf.Variable;
let optimizer: ReturnType<typeof adam>;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'gen-checkpoint-')), 'made', 'if need be');
  x = variable('x', () => tf.tensor1d([1, 2, 3]));
  optimizer = adam({ learningRate: 0.1 });
});
afterEach(() => {
  rmSync(join(folder, '..', '..'), { recursive: true, force: true });
  optimizer.dispose();
  x.dispose();
});

const update = (): void => tf.tidy(() => optimizer.update(new Map([[x, tf.tensor1d([1, -1, 0.5])]])));
const parts = () => ({ model: [x], optimizer });
const values = async (): Promise<number[]> => [...(await x.data())];

async function failure(promise: Promise<unknown>): Promise<GenError> {
  try {
    await promise;
  } catch (error) {
    return error as GenError;
  }
  return expect.unreachable('expected an error');
}

/** The name that the weights of the present state will have. */
async function weightsName(): Promise<string> {
  const files = new Map<string, Uint8Array>();
  await saveCheckpoint(files, parts());
  return [...files.keys()].find((name) => name.startsWith('weights'))!;
}

describe('a checkpoint in a folder', () => {
  it('brings a run back, and holds two files, the same as in a map', async () => {
    update();
    expect(await hasCheckpoint(folder)).toBe(false);
    await saveCheckpoint(folder, parts());
    expect(await hasCheckpoint(folder)).toBe(true);
    const saved = await values();
    expect(readdirSync(folder)).toEqual(['checkpoint.json', await weightsName()]);
    update();
    expect(await loadCheckpoint(folder, parts())).toEqual({});
    expect(await values()).toEqual(saved);
    expect(optimizer.step).toBe(1);
  });

  it('replaces the one before, and clears away what a killed save has left', async () => {
    await saveCheckpoint(folder, parts());
    writeFileSync(join(folder, 'weights-0123456789abcdef.safetensors.tmp'), 'half');
    writeFileSync(join(folder, 'checkpoint.json.tmp'), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    update();
    await saveCheckpoint(folder, parts());
    expect(readdirSync(folder).sort()).toEqual(['checkpoint.json', 'notes.txt', await weightsName()]);
  });

  it('says what is not there', async () => {
    const error = await failure(loadCheckpoint(folder, parts()));
    expect(GenError.is(error, 'checkpoint') && error.message).toBe(
      `loadCheckpoint: expected a checkpoint in ${folder}, got none`,
    );
  });

  it('says why a folder cannot be written or read', async () => {
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    const written = await failure(saveCheckpoint(folder, parts()));
    expect(GenError.is(written, 'disk') && written.message).toContain(`expected to read ${folder}`);
    const read = await failure(loadCheckpoint(folder, parts()));
    expect(GenError.is(read, 'disk') && read.message).toContain(`expected to read ${folder}`);
    expect((await failure(hasCheckpoint(folder))).code).toBe('disk');
  });

  it.runIf(when(process.getuid?.() !== 0, 'root may write anywhere'))('says why a folder may not be written', async () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o500);
    const error = await failure(saveCheckpoint(folder, parts()));
    expect(GenError.is(error, 'disk') && error.message).toContain('EACCES');
  });
});

// A file that is /dev/full takes no byte: what a full disk does, without filling one.
describe.runIf(when(existsSync('/dev/full'), 'no /dev/full here'))('a full disk (/dev/full)', () => {
  it.each([
    ['weights', async () => `${await weightsName()}.tmp`],
    ['manifest', async () => 'checkpoint.json.tmp'],
  ])('while the %s is written leaves the last good checkpoint, and no other file', async (_, fileName) => {
    update();
    await saveCheckpoint(folder, parts());
    const saved = await values();
    const files = readdirSync(folder);
    update();
    symlinkSync('/dev/full', join(folder, await fileName()));
    const error = await failure(saveCheckpoint(folder, parts()));
    expect(GenError.is(error, 'disk')).toBe(true);
    expect(error.message).toMatch(/^saveCheckpoint: expected to write \d+ bytes to .*, but the disk is full \(ENOSPC\)$/);
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOSPC');
    expect(readdirSync(folder)).toEqual(files);
    await loadCheckpoint(folder, parts());
    expect(await values()).toEqual(saved);
    // And when there is room again, it goes on.
    update();
    await saveCheckpoint(folder, parts());
    expect(readdirSync(folder)).toEqual(['checkpoint.json', await weightsName()]);
  });
});
if (!existsSync('/dev/full')) console.warn('skipped: a full disk cannot be played without /dev/full');

it('asks for a map where there are no folders, as in a browser', async () => {
  vi.stubGlobal('process', undefined);
  try {
    await expect(hasCheckpoint('somewhere')).rejects.toThrow(
      "checkpoint: expected a map of files where there are no folders, got 'somewhere'",
    );
  } finally {
    vi.unstubAllGlobals();
  }
});
