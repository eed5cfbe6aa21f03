import { sha256 } from '@gen/core';
import { when } from '@gen/testing';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { mnist } from './mnist';

const packed: Record<string, Uint8Array<ArrayBuffer>> = {
  't10k-images-idx3-ubyte.gz': gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4)),
  't10k-labels-idx1-ubyte.gz': gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0)),
} as Record<string, Uint8Array<ArrayBuffer>>;

// In Node, mnist keeps its files in a folder: mnist.node.test.ts.
describe.runIf(when(!globalThis.process?.versions?.node, 'about browsers'))('mnist in a browser', () => {
  it('downloads once, and keeps the files in the Cache', async () => {
    const cache = 'gen-mnist-test';
    const names = Object.keys(packed);
    const checksums = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sha256(packed[name])])));
    const urls: string[] = [];
    const fetch = async (url: unknown) => {
      urls.push(String(url));
      return new Response(packed[String(url).split('/').at(-1)!]);
    };
    try {
      const read = () => mnist({ split: 'test', cache, checksums, baseUrl: 'https://host.invalid', fetch });
      const first = await read();
      expect([[...first.pixels], [...first.labels], first.imageShape]).toEqual([
        [1, 2, 3, 4],
        [1, 0],
        [1, 2, 1],
      ]);
      expect(await (await read()).hash()).toBe(await first.hash());
      expect(urls).toEqual(names.map((name) => `https://host.invalid/${name}`));
    } finally {
      await caches.delete(cache);
    }
  });

  it('refuses a folder', async () => {
    await expect(mnist({ dir: 'data' })).rejects.toThrow('mnist: expected dir in Node only');
  });
});
