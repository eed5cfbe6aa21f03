import type { Store } from './store';

const KEY = 'https://gen.invalid/';

/**
 * Keeps whole files in a Cache of the browser, and parts in memory: a download resumes after a failure, not after a reload.
 * Where there is no Cache API, nothing is kept.
 *
 * @param name of the Cache.
 * @param caches the Cache API, or undefined.
 * @internal
 */
export function browserStore(name: string, caches: CacheStorage | undefined): Store {
  const parts = new Map<string, { bytes: Uint8Array; size: number }>();
  const partOf = (file: string): Uint8Array => parts.get(file)?.bytes.slice(0, parts.get(file)!.size) ?? new Uint8Array();
  return {
    read: async (file) => {
      const response = await (await caches?.open(name))?.match(KEY + file);
      return response && new Uint8Array(await response.arrayBuffer());
    },
    readPart: async (file) => partOf(file),
    partSize: async (file) => parts.get(file)?.size ?? 0,
    writePart: async (file, chunk, at) => {
      const end = at + chunk.length;
      let { bytes, size } = parts.get(file) ?? { bytes: new Uint8Array(), size: 0 };
      if (end > bytes.length) {
        const grown = new Uint8Array(2 * end);
        grown.set(bytes);
        bytes = grown;
      }
      bytes.set(chunk, at);
      parts.set(file, { bytes, size: Math.max(size, end) });
    },
    commit: async (file) => {
      await (await caches?.open(name))?.put(KEY + file, new Response(partOf(file) as Uint8Array<ArrayBuffer>));
      parts.delete(file);
    },
    removePart: async (file) => {
      parts.delete(file);
    },
    remove: async (file) => {
      await (await caches?.open(name))?.delete(KEY + file);
    },
  };
}
