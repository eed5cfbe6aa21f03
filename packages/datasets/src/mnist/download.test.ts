import { GenError, sha256 } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { browserStore } from './browser-store';
import { type Download, download, type ReadProgress } from './download';

const content = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) % 251);
const checksum = await sha256(content);

interface Server {
  /** Bytes after which each response breaks off. */
  readonly breaks?: number;
  /** What comes instead of the first answers. */
  readonly first?: readonly (Error | number)[];
  readonly ranges?: boolean;
  readonly length?: boolean;
  readonly body?: Uint8Array;
}

/** A server in a function: its requests' ranges go to `log`. */
function serve(log: string[], { breaks, first = [], ranges = true, length = true, body = content }: Server = {}): typeof fetch {
  const trouble = [...first];
  return async (_url, init) => {
    const range = new Headers(init?.headers).get('range');
    log.push(range ?? 'all');
    const next = trouble.shift();
    if (next instanceof Error) throw next;
    if (next !== undefined) return new Response('', { status: next });
    const start = ranges && range ? Number(/^bytes=(\d+)-$/.exec(range)![1]) : 0;
    if (start >= body.length) return new Response('', { status: 416 });
    const rest = body.slice(start);
    const chunks = [rest.slice(0, 100), rest.slice(100, breaks), ...(breaks === undefined ? [] : [new Error('reset')])];
    const stream = new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else if (chunk instanceof Error) controller.error(chunk);
        else if (chunk.length > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const headers: Record<string, string> = length ? { 'content-length': `${rest.length}` } : {};
    if (start > 0) headers['content-range'] = `bytes ${start}-${body.length - 1}/${body.length}`;
    return new Response(stream, { status: start > 0 ? 206 : 200, headers });
  };
}

const request = (fetch: typeof globalThis.fetch, more: Partial<Download> = {}): Download => ({
  url: 'https://host.invalid/digits.gz',
  file: 'digits.gz',
  sha256: checksum,
  fetch,
  pause: 0,
  ...more,
});
const store = () => browserStore('test', undefined);
const failure = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    return GenError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
  return 'nothing thrown';
};

describe('download', () => {
  it('downloads, tells how far it is, and verifies', async () => {
    const log: string[] = [];
    const progress: ReadProgress[] = [];
    const bytes = await download(store(), request(serve(log), { onProgress: (p) => progress.push(p) }));
    expect(bytes).toEqual(content);
    expect(log).toEqual(['all']);
    expect(progress).toEqual([
      { status: 'download', file: 'digits.gz', loaded: 100, total: 1000 },
      { status: 'download', file: 'digits.gz', loaded: 1000, total: 1000 },
      { status: 'verify', file: 'digits.gz', loaded: 1000, total: 1000 },
    ]);
  });

  it('goes on where the connection broke, as often as there is some progress', async () => {
    const log: string[] = [];
    const bytes = await download(store(), request(serve(log, { breaks: 120 })));
    expect(bytes).toEqual(content);
    expect(log.slice(0, 3)).toEqual(['all', 'bytes=120-', 'bytes=240-']);
    expect(log.length).toBeGreaterThan(5);
  });

  it('begins again where a server knows no ranges', async () => {
    const log: string[] = [];
    const kept = store();
    await kept.writePart('digits.gz', content.slice(0, 30), 0);
    expect(await download(kept, request(serve(log, { ranges: false, length: false })))).toEqual(content);
    expect(log).toEqual(['bytes=30-']);
  });

  it('retries what may pass, and takes a silent end for a break', async () => {
    const log: string[] = [];
    expect(await download(store(), request(serve(log, { first: [new TypeError('fetch failed'), 503, 429] })))).toEqual(content);
    expect(log).toEqual(['all', 'all', 'all', 'all']);
    const short: typeof fetch = async (url, init) => {
      const response = await serve(log)(url, init);
      if (new Headers(init?.headers).has('range')) return response;
      return new Response(content.slice(0, 10), { headers: { 'content-length': '1000' } });
    };
    expect(await download(store(), request(short))).toEqual(content);
    expect(log.at(-1)).toBe('bytes=10-');
  });

  it('gives up with a sentence', async () => {
    const log: string[] = [];
    const down = new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND host.invalid') });
    expect(await failure(download(store(), request(serve(log, { first: Array(9).fill(down) }))))).toBe(
      'network: mnist: expected to download https://host.invalid/digits.gz, got fetch failed: getaddrinfo ENOTFOUND host.invalid, 5 times; give dir to read files that you have',
    );
    expect(log.length).toBe(5);
    expect(await failure(download(store(), request(serve([], { first: [404] }))))).toBe(
      'network: mnist: expected to download https://host.invalid/digits.gz, got status 404',
    );
    const other: typeof fetch = async () => new Response('x', { status: 206, headers: { 'content-range': 'bytes 0-0/1' } });
    const kept = store();
    await kept.writePart('digits.gz', content.slice(0, 30), 0);
    expect(await failure(download(kept, request(other)))).toMatch(/^network: .*expected bytes from 30 on/);
  });

  it('refuses other bytes, and keeps none of them', async () => {
    const kept = store();
    const body = content.slice().fill(7, 500);
    expect(await failure(download(kept, request(serve([], { body }))))).toBe(
      `checksum: mnist: expected digits.gz from https://host.invalid/digits.gz to have SHA-256 ${checksum}, got ${await sha256(body)}; it was removed`,
    );
    expect(await kept.partSize('digits.gz')).toBe(0);
    expect(await kept.read('digits.gz')).toBe(undefined);
  });

  it('downloads all of it when what was left before is wrong, too long, or already whole', async () => {
    const wrong = store();
    await wrong.writePart('digits.gz', Uint8Array.of(1, 2, 3), 0);
    const log: string[] = [];
    expect(await download(wrong, request(serve(log)))).toEqual(content);
    expect(log).toEqual(['bytes=3-', 'all']);

    const long = store();
    await long.writePart('digits.gz', new Uint8Array(1200), 0);
    expect(await download(long, request(serve(log)))).toEqual(content);

    const whole = store();
    await whole.writePart('digits.gz', content, 0);
    expect(await download(whole, request(serve([], { first: [404] })))).toEqual(content);
  });

  it('takes what another process finished meanwhile', async () => {
    const kept = { ...store(), readPart: async () => new Uint8Array() };
    let reads = 0;
    const shared = { ...kept, read: async () => (reads++ === 0 ? undefined : content) };
    expect(await download(shared, request(serve([])))).toBe(content);
  });

  it('stops when told to: before, between chunks, and while it waits; what came is kept', async () => {
    const reason = new Error('enough');
    expect(await failure(download(store(), request(serve([]), { signal: AbortSignal.abort(reason) })))).toBe('Error: enough');

    const kept = store();
    const controller = new AbortController();
    const stop = request(serve([]), { signal: controller.signal, onProgress: () => controller.abort(reason) });
    expect(await failure(download(kept, stop))).toBe('Error: enough');
    expect(await kept.partSize('digits.gz')).toBe(100);
    const log: string[] = [];
    expect(await download(kept, request(serve(log)))).toEqual(content);
    expect(log).toEqual(['bytes=100-']);

    const waiting = new AbortController();
    const slow = download(store(), request(serve([], { first: [503] }), { signal: waiting.signal, pause: 60_000 }));
    setTimeout(() => waiting.abort(reason), 20);
    expect(await failure(slow)).toBe('Error: enough');

    const hung = new AbortController();
    const silent: typeof fetch = async () => new Response(new ReadableStream());
    const stuck = download(store(), request(silent, { signal: hung.signal }));
    setTimeout(() => hung.abort(reason), 20);
    expect(await failure(stuck)).toBe('Error: enough');
  });
});

describe('browserStore', () => {
  it('keeps whole files in the Cache', async () => {
    const entries = new Map<string, Response>();
    const cache = {
      match: async (key: string) => entries.get(key)?.clone(),
      put: async (key: string, response: Response) => void entries.set(key, response),
      delete: async (key: string) => entries.delete(key),
    };
    const kept = browserStore('test', { open: async () => cache } as unknown as CacheStorage);
    expect(await download(kept, request(serve([])))).toEqual(content);
    expect([...entries.keys()]).toEqual(['https://gen.invalid/digits.gz']);
    expect(await download(kept, request(serve([], { first: [404] })))).toEqual(content);
    entries.set('https://gen.invalid/digits.gz', new Response('damaged'));
    const log: string[] = [];
    expect(await download(kept, request(serve(log)))).toEqual(content);
    expect(log).toEqual(['all']);
  });
});
