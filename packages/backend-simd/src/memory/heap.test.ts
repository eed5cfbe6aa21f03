import { expectRefusal } from '@gen/testing';
import { describe, expect, test } from 'vitest';

import { engineFeatures } from '../wasm/engine-features';
import { createHeap } from './heap';

describe.each(engineFeatures().sharedMemory ? [true, false] : [false])('the heap, shared: %s', (shared) => {
  test('keeps what it holds when it grows, and its views follow', () => {
    const heap = createHeap(shared);
    const pointer = heap.allocate(4000);
    const view = heap.float32.subarray(pointer / 4, pointer / 4 + 1000);
    view.set(Float32Array.from({ length: 1000 }, (_, i) => i));
    const before = heap.memory.buffer.byteLength;
    const large = heap.allocate(40_000_000);
    expect(heap.memory.buffer.byteLength).toBeGreaterThan(before);
    heap.float32.fill(7, large / 4, large / 4 + 10_000_000);
    expect(Array.from(heap.float32.subarray(pointer / 4, pointer / 4 + 1000))).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(heap.int32[pointer / 4]).toBe(0);
    expect(heap.uint8.length).toBe(heap.memory.buffer.byteLength);
    expect(heap.used).toBe(4032 + 40_000_000);
    expect(heap.peak).toBe(heap.used);
  });

  test('knows its own views, of before it grew too', () => {
    const heap = createHeap(shared);
    const old = heap.float32.subarray(10, 20);
    heap.allocate(40_000_000);
    expect(heap.owns(old)).toBe(true);
    expect(heap.owns(heap.uint8)).toBe(true);
    expect(heap.owns(new Float32Array(1))).toBe(false);
    expect(heap.owns(createHeap(shared).float32)).toBe(false);
  });

  test('refuses more than 32 bits address, and goes on after', () => {
    const heap = createHeap(shared);
    expect(expectRefusal(() => heap.allocate(2 ** 32), 'memory')).toContain('memory of WebAssembly is at its limit');
    expect(heap.used).toBe(0);
    heap.free(heap.allocate(100));
    expect(heap.used).toBe(0);
  });
});
