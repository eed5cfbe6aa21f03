import { GenError } from '@gen/core';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gunzip } from './gunzip';

const content = Uint8Array.from({ length: 500 }, (_, i) => (i * i) % 7);
const packed = gzipSync(content);
const refused = (bytes: Uint8Array): boolean => {
  try {
    gunzip('digits.gz', bytes);
  } catch (error) {
    return GenError.is(error, 'idx') && /^mnist: expected digits.gz to be whole, got a gzip file that is cut/.test(error.message);
  }
  return false;
};

describe('gunzip', () => {
  it('unpacks, and passes on what is not packed', () => {
    expect(gunzip('digits.gz', packed)).toEqual(content);
    expect(gunzip('digits', content)).toBe(content);
  });

  it('refuses a file cut short anywhere', () => {
    for (let length = 2; length < packed.length; length++)
      expect(refused(packed.slice(0, length)), `cut at ${length}`).toBe(true);
  });

  it('refuses a file with any bit of its content turned', () => {
    for (let at = 12; at < packed.length; at++) {
      const damaged = packed.slice();
      damaged[at] ^= 16;
      let unpacked: Uint8Array | undefined;
      try {
        unpacked = gunzip('digits.gz', damaged);
      } catch (error) {
        expect(GenError.is(error, 'idx')).toBe(true);
      }
      // A bit of padding may turn without harm.
      if (unpacked) expect(unpacked).toEqual(content);
    }
  });
});
