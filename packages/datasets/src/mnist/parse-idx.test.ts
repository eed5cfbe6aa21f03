import { GenError } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIdx } from './parse-idx';

const header = (type: number, ...shape: number[]): number[] => [
  0,
  0,
  type,
  shape.length,
  ...shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]),
];
const failure = (...bytes: number[]): string => {
  try {
    parseIdx(Uint8Array.from(bytes));
  } catch (error) {
    return GenError.is(error, 'idx') ? error.message : String(error);
  }
  return 'nothing thrown';
};

describe('parseIdx', () => {
  it('reads bytes of any rank', () => {
    const { shape, data } = parseIdx(Uint8Array.from([...header(8, 2, 3, 1), 1, 2, 3, 4, 5, 255]));
    expect(shape).toEqual([2, 3, 1]);
    expect(data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 255));
  });

  it.each([
    [9, 'Int8', 1, [-1, 5]],
    [11, 'Int16', 2, [-300, 5]],
    [12, 'Int32', 4, [-70_000, 5]],
    [13, 'Float32', 4, [-0.5, 3]],
    [14, 'Float64', 8, [-0.1, 1e300]],
  ] as const)('reads big-endian values of type %i, %s', (type, name, size, values) => {
    const body = new DataView(new ArrayBuffer(2 * size));
    values.forEach((value, i) => {
      body[`set${name}`](i * size, value);
    });
    const { data } = parseIdx(Uint8Array.from([...header(type, 2), ...new Uint8Array(body.buffer)]));
    expect(data.constructor.name).toBe(`${name}Array`);
    expect([...data]).toEqual([...values]);
  });

  it('copies, and reads out of the middle of a buffer', () => {
    const buffer = Uint8Array.from([9, 9, 9, ...header(8, 2), 7, 8, 9]);
    const { data } = parseIdx(buffer.subarray(3, 13));
    buffer.fill(0);
    expect([...data]).toEqual([7, 8]);
  });

  it('refuses another format', () => {
    expect(failure(0x89, 0x50, 0x4e, 0x47)).toBe(
      'parseIdx: expected an IDX file, which begins with 00 00, a type of 08, 09 or 0b to 0e, and a rank, got 89 50 4e 47',
    );
    expect(failure(...header(10, 1), 1)).toMatch(/got 00 00 0a 01/);
    expect(failure(0, 0, 8, 0)).toMatch(/got 00 00 08 00/);
  });

  it('refuses any file that is cut short, and one that goes on', () => {
    const whole = [...header(8, 2, 2), 1, 2, 3, 4];
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(failure(...whole.slice(0, length))).toMatch(/^parseIdx: expected .*, got/);
      }),
    );
    expect(failure()).toBe('parseIdx: expected a file that begins with four bytes of magic, got 0 bytes');
    expect(failure(...whole.slice(0, 7))).toBe('parseIdx: expected a header of 12 bytes for rank 2, got a file of 7, cut short');
    expect(failure(...whole.slice(0, 15))).toBe('parseIdx: expected 16 bytes for an array of shape [2,2], got 15, cut short');
    expect(failure(...whole, 5)).toBe(
      'parseIdx: expected 16 bytes for an array of shape [2,2], got 17, with bytes after the last value',
    );
  });

  it('refuses a header that promises more than memory holds before it reserves any', () => {
    expect(failure(...header(14, 0xffffffff, 0xffffffff))).toMatch(/cut short/);
  });
});
