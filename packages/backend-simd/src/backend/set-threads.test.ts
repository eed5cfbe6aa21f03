import { afterEach, describe, expect, it, vi } from 'vitest';
import { setThreads } from './set-threads';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
const canShare = inNode || globalThis.crossOriginIsolated;

afterEach(() => {
  vi.unstubAllGlobals();
  setThreads(2);
});

describe('setThreads', () => {
  it('says how many there will be', () => {
    expect(setThreads(3)).toBe(canShare ? 3 : 1);
    const all = setThreads();
    expect(Number.isInteger(all) && all >= 1).toBe(true);
  });

  it('is one where memory cannot be shared', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(setThreads(3)).toBe(1);
    expect(setThreads()).toBe(1);
  });

  it('takes all that a page has', () => {
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('crossOriginIsolated', true);
    vi.stubGlobal('navigator', { hardwareConcurrency: 5 });
    if (typeof SharedArrayBuffer === 'undefined') vi.stubGlobal('SharedArrayBuffer', ArrayBuffer);
    expect(setThreads()).toBe(5);
    vi.stubGlobal('navigator', {});
    expect(setThreads()).toBe(1);
  });

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY, '2', null])('refuses %s', (threads) => {
    expect(() => setThreads(threads as number)).toThrow(/^setThreads: expected threads to be an integer of at least 1, got /);
  });
});
