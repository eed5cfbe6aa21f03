import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenError, sha256 } from '@gen/core';
import { when } from '@gen/testing';
import { gzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MnistOptions, mnist } from './mnist';

const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, ...Array.from({ length: 12 }, (_, i) => i * 20)]);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gen-mnist-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true });
});

const put = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
const failure = async (options: MnistOptions): Promise<string> => {
  try {
    await mnist(options);
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
};

describe('mnist from a folder', () => {
  it('reads plain and gzip, either split, with a hash on the card', async () => {
    await put('train-images-idx3-ubyte.gz', gzipSync(images));
    await put('train-labels-idx1-ubyte', labels);
    const progress: string[] = [];
    const data = await mnist({ dir: folder, onProgress: ({ status, file }) => progress.push(`${status} ${file}`) });
    expect([data.size, data.imageShape, [...data.labels], data.classes]).toEqual([3, [2, 2, 1], [2, 0, 1], ['0', '1', '2']]);
    expect([...data.pixels]).toEqual([...images.subarray(16)]);
    expect(data.card.name).toBe('mnist/train');
    expect(data.card.sha256).toBe(await data.hash());
    expect(progress).toEqual(['read train-images-idx3-ubyte.gz', 'read train-labels-idx1-ubyte']);
    await put('t10k-images-idx3-ubyte', images);
    await put('t10k-labels-idx1-ubyte.gz', gzipSync(labels));
    const test = await mnist({ dir: folder, split: 'test', card: { name: 'fashion', license: 'MIT' } });
    expect([test.card.name, test.card.license]).toEqual(['fashion/test', 'MIT']);
  });

  it('names what is missing', async () => {
    expect(await failure({ dir: join(folder, 'none') })).toMatch(
      /^file: mnist: expected dir .*none to be a folder, got no such folder/,
    );
    await put('file', images);
    expect(await failure({ dir: join(folder, 'file') })).toMatch(/^file: mnist: expected dir .* got ENOTDIR/);
    expect(await failure({ dir: folder })).toMatch(/^file: .*train-images-idx3-ubyte or train-images-idx3-ubyte.gz, got file$/);
    await rm(join(folder, 'file'));
    expect(await failure({ dir: folder })).toMatch(/got an empty folder$/);
  });

  it('refuses damaged files', async () => {
    await put('train-labels-idx1-ubyte', labels);
    await put('train-images-idx3-ubyte', images.subarray(0, 20));
    expect(await failure({ dir: folder })).toBe(
      'idx: mnist: train-images-idx3-ubyte: parseIdx: expected 28 bytes for an array of shape [3,2,2], got 20, cut short',
    );
    await put('train-images-idx3-ubyte', new TextEncoder().encode('<html>'));
    expect(await failure({ dir: folder })).toMatch(/^idx: mnist: train-images-idx3-ubyte: .*an IDX file.*got 3c 68 74 6d/);
    await rm(join(folder, 'train-images-idx3-ubyte'));
    await put('train-images-idx3-ubyte.gz', gzipSync(images).subarray(0, 30));
    expect(await failure({ dir: folder })).toMatch(/^idx: mnist: expected train-images-idx3-ubyte.gz to be whole/);
  });

  it('refuses files that do not belong together', async () => {
    await put('train-images-idx3-ubyte', images);
    await put('train-labels-idx1-ubyte', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 2, 0));
    expect(await failure({ dir: folder })).toBe(
      'value: mnist: expected number of train labels to be 3, as there are images, got 2',
    );
    await put('train-labels-idx1-ubyte', images);
    expect(await failure({ dir: folder })).toBe(
      'idx: mnist: expected train-labels to hold bytes of rank 1, got Uint8Array [3,2,2]',
    );
    expect(await failure({ dir: folder, split: 'validation' as never })).toBe(
      "value: mnist: expected split to be 'train' or 'test', got 'validation'",
    );
  });

  it('says so where there are no folders', async () => {
    vi.stubGlobal('process', { env: {} });
    const text = await failure({ dir: folder });
    vi.unstubAllGlobals();
    expect(text).toMatch(/^unsupported: mnist: expected dir in Node only/);
  });
});

describe('mnist from the network', () => {
  const packed: Record<string, Uint8Array<ArrayBuffer>> = {
    'train-images-idx3-ubyte.gz': gzipSync(images) as Uint8Array<ArrayBuffer>,
    'train-labels-idx1-ubyte.gz': gzipSync(labels) as Uint8Array<ArrayBuffer>,
  };
  const checksums = async () =>
    Object.fromEntries(await Promise.all(Object.entries(packed).map(async ([name, bytes]) => [name, await sha256(bytes)])));
  const server = (urls: string[] = []): typeof fetch => {
    return async (url) => {
      urls.push(String(url));
      return new Response(packed[String(url).split('/').at(-1)!]);
    };
  };

  it('downloads once, and keeps the files for the next time', async () => {
    const urls: string[] = [];
    const cache = join(folder, 'deep', 'cache');
    const options = { cache, baseUrl: 'https://host.invalid/set', fetch: server(urls), checksums: await checksums() };
    const data = await mnist(options);
    expect([data.size, [...data.labels]]).toEqual([3, [2, 0, 1]]);
    expect(urls).toEqual(Object.keys(packed).map((name) => `https://host.invalid/set/${name}`));
    expect((await readdir(cache)).sort()).toEqual(Object.keys(packed));
    expect(await (await mnist(options)).hash()).toBe(await data.hash());
    expect(urls.length).toBe(2);
    await writeFile(join(cache, 'train-labels-idx1-ubyte.gz'), 'damaged');
    await mnist(options);
    expect(urls.length).toBe(3);
    expect(await readFile(join(cache, 'train-labels-idx1-ubyte.gz'))).toEqual(Buffer.from(packed['train-labels-idx1-ubyte.gz']));
  });

  it('keeps them under the cache folder of the user by default, and in memory where there are no folders', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    const options = { fetch: server(), checksums: await checksums() };
    await mnist(options);
    expect((await readdir(join(folder, 'gen', 'mnist'))).sort()).toEqual(Object.keys(packed));
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.stubEnv('HOME', join(folder, 'home'));
    await mnist(options);
    expect(existsSync(join(folder, 'home', '.cache', 'gen', 'mnist'))).toBe(true);
    vi.stubGlobal('process', { env: {} });
    const data = await mnist(options);
    vi.unstubAllGlobals();
    expect(data.size).toBe(3);
  });

  it('refuses any bytes but those of MNIST, and leaves nothing behind', async () => {
    expect(await failure({ cache: folder, fetch: server() })).toMatch(
      /^checksum: mnist: expected train-images-idx3-ubyte.gz from https:\/\/ossci-datasets.*440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609, got [0-9a-f]{64}; it was removed/,
    );
    expect(await readdir(folder)).toEqual([]);
    expect(await failure({ cache: folder, checksums: {} })).toMatch(/^value: .*checksums\['train-images-idx3-ubyte.gz'\]/);
  });

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await failure({ cache: folder, fetch: server(), signal })).toBe('Error: enough');
  });

  it.runIf(when(existsSync('/dev/full'), 'no /dev/full here'))(
    'says so when the disk is full, and leaves nothing under the final name',
    async () => {
      await symlink('/dev/full', join(folder, 'train-images-idx3-ubyte.gz.part'));
      expect(await failure({ cache: folder, fetch: server(), checksums: await checksums() })).toBe(
        `disk: mnist: expected the cache folder ${folder} to take and give files, got a full disk (ENOSPC); free some space and run again`,
      );
      expect(await readdir(folder)).toEqual(['train-images-idx3-ubyte.gz.part']);
    },
  );

  it('says so when the cache is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    const cache = join(folder, 'file', 'cache');
    const failed = `disk: mnist: expected the cache folder ${cache} to take and give files, got ENOTDIR`;
    expect(await failure({ cache, fetch: server(), checksums: await checksums() })).toBe(failed);
  });
});

const real = process.env.GEN_DATA && join(process.env.GEN_DATA, 'mnist-10k');
if (!real) console.warn('GEN_DATA is unset: the tests on real MNIST files are skipped');

describe.skipIf(!real)('mnist on real files', () => {
  it('reads 10,000 images of each split', async () => {
    const [train, test] = await Promise.all((['train', 'test'] as const).map((split) => mnist({ dir: real as string, split })));
    expect([train.size, test.size, train.imageShape]).toEqual([10_000, 10_000, [28, 28, 1]]);
    // The first labels of MNIST, as its users know them.
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    const mean = test.pixels.reduce((sum, value) => sum + value, 0) / test.pixels.length / 255;
    expect(mean).toBeCloseTo(0.1325, 4);
  });
});
