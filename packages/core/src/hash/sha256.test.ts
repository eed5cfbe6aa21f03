import { afterEach, describe, expect, it, vi } from 'vitest';
import { GenError } from '../errors/gen-error';
import { sha256 } from './sha256';

afterEach(() => vi.unstubAllGlobals());

describe('sha256', () => {
  it('gives the digest of the standard', async () => {
    // FIPS 180-4, the example of one block.
    expect(await sha256(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('says so where there is no Web Crypto', async () => {
    vi.stubGlobal('crypto', {});
    const error = await sha256(new Uint8Array()).catch((caught) => caught);
    expect(GenError.is(error, 'unsupported')).toBe(true);
    expect(error.message).toMatch(/https and localhost/);
  });
});
