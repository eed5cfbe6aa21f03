import { GenError, sha256 } from '@gen/core';
import type { Store } from './store';

/** How far reading has come. @category MNIST */
export interface ReadProgress {
  readonly status: 'download' | 'verify' | 'read';
  /** Name of the file. */
  readonly file: string;
  /** Bytes so far. */
  readonly loaded: number;
  /** Bytes in all, where the server says so. */
  readonly total: number | undefined;
}

/** One file to have. @internal */
export interface Download {
  readonly url: string;
  readonly file: string;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Milliseconds before the first retry, doubled for each one after it. */
  readonly pause?: number;
}

// Attempts in a row that brought nothing; one that brought some bytes starts the count anew.
const ATTEMPTS = 5;

/**
 * Gives a file from the store, or downloads it there: resumed where an earlier attempt ended, retried, verified, then renamed.
 *
 * @throws GenError `network`, `checksum` or `disk`; the signal's reason, when it aborts.
 * @internal
 */
export async function download(store: Store, request: Download): Promise<Uint8Array> {
  const { file, url, signal } = request;
  signal?.throwIfAborted();
  const kept = await store.read(file);
  if (kept && (await hashOf(kept, request)) === request.sha256) return kept;
  if (kept) await store.remove(file);

  for (let resumed = (await store.partSize(file)) > 0; ; resumed = false) {
    // A part may be whole already, if the process ended before it was renamed.
    const whole = resumed && (await hashOf(await store.readPart(file), request)) === request.sha256;
    if (!whole) await transferAll(store, request);
    const bytes = await store.readPart(file);
    const got = await hashOf(bytes, request);
    if (got === request.sha256) {
      await store.commit(file);
      return bytes;
    }
    await store.removePart(file);
    // Another process may have finished, and renamed, the part that both wrote.
    const theirs = await store.read(file);
    if (theirs && (await hashOf(theirs, request)) === request.sha256) return theirs;
    // The beginning may have been left by something else: only a download that is all our own says something about the server.
    if (resumed) continue;
    throw new GenError(
      'checksum',
      `mnist: expected ${file} from ${url} to have SHA-256 ${request.sha256}, got ${got}; it was removed`,
    );
  }
}

async function hashOf(bytes: Uint8Array, { file, onProgress }: Download): Promise<string> {
  onProgress?.({ status: 'verify', file, loaded: bytes.length, total: bytes.length });
  return sha256(bytes);
}

async function transferAll(store: Store, request: Download): Promise<void> {
  const { file, url, signal, pause = 500 } = request;
  for (let attempt = 1; ; attempt++) {
    const before = await store.partSize(file);
    try {
      return await transfer(store, request, before);
    } catch (error) {
      signal?.throwIfAborted();
      if (GenError.is(error)) throw error;
      if ((await store.partSize(file)) > before) attempt = 1;
      if (attempt === ATTEMPTS) {
        const got = `${messageOf(error)}, ${ATTEMPTS} times; give dir to read files that you have`;
        throw new GenError('network', `mnist: expected to download ${url}, got ${got}`, { cause: error });
      }
      await wait(pause * 2 ** (attempt - 1), signal);
    }
  }
}

/** One request, from byte `start` on. Throws a GenError for what no retry will mend, and any other error for what one may. */
async function transfer(store: Store, { url, file, fetch, signal, onProgress }: Download, start: number): Promise<void> {
  const response = await fetch(url, { signal, headers: start > 0 ? { Range: `bytes=${start}-` } : {} });
  const { status } = response;
  if (status === 416) {
    await store.removePart(file);
    throw new Error('status 416');
  }
  if (status >= 500 || status === 408 || status === 429) throw new Error(`status ${status}`);
  if (!response.ok) throw new GenError('network', `mnist: expected to download ${url}, got status ${status}`);

  let at = start;
  if (start > 0 && !(status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${start}-`))) {
    if (status === 206) throw new GenError('network', `mnist: expected bytes from ${start} on of ${url}, got others`);
    await store.removePart(file);
    at = 0;
  }
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
  const total = length === null ? undefined : at + Number(length);

  const reader = response.body?.getReader();
  const cancel = (): void => void reader?.cancel().catch(() => {});
  signal?.addEventListener('abort', cancel);
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      signal?.throwIfAborted();
      await store.writePart(file, next.value, at);
      at += next.value.length;
      onProgress?.({ status: 'download', file, loaded: at, total });
    }
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
  if (total !== undefined && at < total) throw new Error(`an end after ${at} of ${total} bytes`);
}

/** What went wrong below `fetch failed`, which says nothing. */
function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
