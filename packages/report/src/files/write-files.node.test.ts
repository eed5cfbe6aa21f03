import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenError } from '@gen/core';
import { when } from '@gen/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFiles } from './write-files';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gen-report-'));
});
afterEach(async () => {
  await chmod(dir, 0o700);
  await rm(dir, { recursive: true });
});
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('writeFiles', () => {
  test('writes bytes and text into a folder that it makes, and nothing else', async () => {
    const out = join(dir, 'deep', 'out');
    await writeFiles(out, { 'a.bin': Uint8Array.from([0, 255, 7]), 'b.txt': 'é' });
    expect((await readdir(out)).sort()).toEqual(['a.bin', 'b.txt']);
    expect([...(await readFile(join(out, 'a.bin')))]).toEqual([0, 255, 7]);
    expect([...(await readFile(join(out, 'b.txt')))]).toEqual([0xc3, 0xa9]);
    await writeFiles(out, { 'b.txt': 'new' });
    expect(await readFile(join(out, 'b.txt'), 'utf8')).toBe('new');
  });

  // A write to /dev/full fails as on a full disk.
  test.runIf(when(existsSync('/dev/full'), 'no /dev/full here'))(
    'a full disk leaves the earlier files as they were',
    async () => {
      await writeFile(join(dir, 'a.txt'), 'old');
      await symlink('/dev/full', join(dir, `.b.txt.${process.pid}.tmp`));
      const error = await failure(writeFiles(dir, { 'a.txt': 'new', 'b.txt': 'new' }));
      expect(GenError.is(error, 'disk')).toBe(true);
      expect(String(error)).toContain(`writeFiles: expected ${dir} to take a.txt, b.txt, got no space left on the disk`);
      expect(await readFile(join(dir, 'a.txt'), 'utf8')).toBe('old');
      expect(await readdir(dir)).toEqual(['a.txt']);
    },
  );

  test('says what else the disk refused', async () => {
    await mkdir(join(dir, 'taken.txt'));
    const error = await failure(writeFiles(dir, { 'taken.txt': 'x' }));
    expect(GenError.is(error, 'disk'), String(error)).toBe(true);
    expect(await readdir(dir)).toEqual(['taken.txt']);
  });

  test.each(['', '.', '..', '../up.txt', 'a/b.txt', 'a\\b.txt'])("refuses the name '%s'", async (name) => {
    const error = await failure(writeFiles(dir, { 'good.txt': '', [name]: '' }));
    expect(GenError.is(error, 'value')).toBe(true);
    expect(await readdir(dir)).toEqual([]);
  });
});
