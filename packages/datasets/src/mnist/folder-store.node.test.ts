import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderStore } from './folder-store';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gen-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('folderStore', () => {
  it('writes parts anywhere, and gives them their name at the end', async () => {
    const store = await folderStore(folder);
    expect([await store.partSize('a'), (await store.readPart('a')).length, await store.read('a')]).toEqual([0, 0, undefined]);
    await store.writePart('a', Uint8Array.of(1, 2, 3), 0);
    await store.writePart('a', Uint8Array.of(9, 4), 2);
    expect(await readdir(folder)).toEqual(['a.part']);
    expect([await store.partSize('a'), [...(await store.readPart('a'))]]).toEqual([4, [1, 2, 9, 4]]);
    await store.commit('a');
    expect([...(await store.read('a'))!]).toEqual([1, 2, 9, 4]);
    expect(await readdir(folder)).toEqual(['a']);
    await store.remove('a');
    await store.removePart('a');
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes a name that another process gave meanwhile, and refuses to name nothing', async () => {
    const store = await folderStore(folder);
    await expect(store.commit('a')).rejects.toThrow(/^mnist: expected the cache folder .*, got ENOENT$/);
    await store.writePart('a', Uint8Array.of(1), 0);
    await store.commit('a');
    await store.commit('a');
    expect([...(await store.read('a'))!]).toEqual([1]);
  });
});
