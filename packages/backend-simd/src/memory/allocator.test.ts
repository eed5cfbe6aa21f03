import { expectRefusal } from '@gen/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzzRuns } from '../kernels/fuzz-runs';
import { createAllocator } from './allocator';

const START = 4096;
const LIMIT = 1 << 20;

/** Memory that doubles when asked for more, up to a limit. */
function growing(limit: number): { grow: (bytes: number) => number; calls: number[]; length: () => number } {
  const calls: number[] = [];
  let length = 1 << 16;
  const grow = (bytes: number): number => {
    calls.push(bytes);
    if (bytes <= limit) length = Math.min(limit, Math.max(bytes, length * 2));
    return length;
  };
  return { grow, calls, length: () => length };
}

/** Sizes as a training step has them, some again and again, and any. */
const size = fc.oneof(
  fc.constantFrom(0, 1, 64, 128, 4096, 12_544, 65_536),
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 0, max: 100_000 }),
);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ allocate: size }) },
  { weight: 2, arbitrary: fc.record({ free: fc.nat() }) },
);

describe('the allocator', () => {
  test('never gives out memory twice, whatever is asked for and freed; all of it is one block in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const { grow, calls, length } = growing(LIMIT);
        const allocator = createAllocator(START, 1 << 16, grow);
        const live: { pointer: number; bytes: number }[] = [];
        let peak = 0;
        for (const action of steps) {
          if ('allocate' in action) {
            const bytes = action.allocate;
            let pointer: number;
            try {
              pointer = allocator.allocate(bytes);
            } catch {
              // Only where no gap between the others can be large enough.
              expect(LIMIT - START - allocator.used).toBeLessThan((bytes + 64) * (live.length + 1));
              continue;
            }
            expect(pointer % 64).toBe(0);
            expect(pointer).toBeGreaterThanOrEqual(START);
            expect(pointer + bytes).toBeLessThanOrEqual(LIMIT);
            for (const other of live)
              expect(pointer + Math.max(bytes, 1) <= other.pointer || other.pointer + Math.max(other.bytes, 1) <= pointer).toBe(
                true,
              );
            live.push({ pointer, bytes });
          } else if (live.length > 0) {
            const [gone] = live.splice(action.free % live.length, 1);
            allocator.free(gone.pointer);
          }
          const used = live.reduce((sum, { bytes }) => sum + Math.max(64, Math.ceil(bytes / 64) * 64), 0);
          expect(allocator.used).toBe(used);
          peak = Math.max(peak, used);
          expect(allocator.peak).toBe(peak);
        }
        for (const { pointer } of live) allocator.free(pointer);
        expect(allocator.used).toBe(0);
        // Everything is together again: all that there is can be had at once, without more.
        const before = calls.length;
        expect(allocator.allocate(length() - START - (length() % 64))).toBe(START);
        expect(calls.length).toBe(before);
      }),
      { numRuns: fuzzRuns(200), seed: 4006 },
    );
  });

  test('gives a freed block to the next request of its size', () => {
    const allocator = createAllocator(START, 1 << 16, () => 0);
    const [a, b] = [allocator.allocate(1000), allocator.allocate(1000)];
    allocator.allocate(64);
    allocator.free(a);
    expect(allocator.allocate(1000)).toBe(a);
    allocator.free(b);
    expect(allocator.allocate(990)).toBe(b);
  });

  test('neither grows nor scatters over 10,000 steps of the same sizes', () => {
    const { grow, calls } = growing(1 << 24);
    const allocator = createAllocator(START, 1 << 16, grow);
    let grown = 0;
    for (let i = 0; i < 10_000; i++) {
      const pointers = [401_408, 12_544, 4, 3136, 401_408, 50_176].map((bytes) => allocator.allocate(bytes));
      for (const k of i % 2 === 0 ? [3, 1, 0, 5, 4, 2] : [5, 0, 4, 1, 2, 3]) allocator.free(pointers[k]);
      if (i === 1) grown = calls.length;
    }
    expect(calls.length).toBe(grown);
    expect(allocator.used).toBe(0);
  });

  test('finds a block that lies deep in the list of its class before it asks for more', () => {
    const { grow, calls } = growing(LIMIT);
    const allocator = createAllocator(START, START + 64 * 1024, grow);
    // Blocks of one class, a fence after each, the largest freed first and so the last in the list.
    const blocks = [1152, ...new Array<number>(20).fill(1024)].map((bytes) => {
      const pointer = allocator.allocate(bytes);
      allocator.allocate(64);
      return pointer;
    });
    allocator.allocate(64 * 1024 - allocator.used);
    for (const pointer of blocks) allocator.free(pointer);
    expect(allocator.allocate(1152)).toBe(blocks[0]);
    expect(calls).toEqual([]);
  });

  test('asks only for what is missing after the free end', () => {
    const { grow, calls } = growing(LIMIT);
    const allocator = createAllocator(START, 1 << 16, grow);
    allocator.allocate(1 << 16);
    expect(calls).toEqual([START + (1 << 16)]);
  });

  test('refuses at the limit, in words, and goes on after', () => {
    const { grow } = growing(LIMIT);
    const allocator = createAllocator(START, 1 << 16, grow);
    const first = allocator.allocate(LIMIT / 2);
    expect(expectRefusal(() => allocator.allocate(LIMIT), 'memory')).toContain(
      'expected 1048576 bytes for a tensor, got none: 524288 bytes are in use',
    );
    allocator.free(first);
    expect(allocator.allocate(LIMIT - START)).toBe(START);
  });

  test('takes what was freed already for nothing', () => {
    const allocator = createAllocator(START, 1 << 16, () => 0);
    const pointer = allocator.allocate(64);
    allocator.free(pointer);
    allocator.free(pointer);
    expect(allocator.used).toBe(0);
    expect(allocator.allocate(64)).not.toBe(allocator.allocate(64));
  });
});
