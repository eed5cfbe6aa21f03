import { GenError } from '@gen/core';

/** Bytes between two possible beginnings: a cache line, so that no two tensors share one, and vectors may read past an end. */
const GRAIN = 64;

/** Blocks of the own class that are looked at first. */
const LOOKS = 8;

/** A stretch of memory, in use or free, between its neighbors. */
interface Block {
  pointer: number;
  size: number;
  free: boolean;
  below: Block | undefined;
  above: Block | undefined;
  /** Its neighbors in the list of free blocks of its class. */
  previous: Block | undefined;
  next: Block | undefined;
}

/** Four classes to each power of two of grains. */
const classOf = (size: number): number => {
  const grains = size / GRAIN;
  const power = 31 - Math.clz32(grains);
  const quarter = power < 2 ? (grains << (2 - power)) & 3 : (grains >>> (power - 2)) & 3;
  return power * 4 + quarter;
};

export interface Allocator {
  /** A stretch of at least `bytes`, aligned to a cache line, with nothing known about its content. @throws GenError `memory`. */
  allocate(bytes: number): number;
  free(pointer: number): void;
  /** Bytes in use, rounding included. */
  readonly used: number;
  /** The most bytes that were ever in use. */
  readonly peak: number;
}

/**
 * An allocator for the few sizes that a training step asks for again and again: free blocks lie in lists by size (two-level segregated
 * fit, Masmano et al., 2004), the one freed last is taken first, and neighbors that are both free become one. In constant time, but for a request that the memory has hardly
 * room for.
 *
 * @param grow makes the memory at least that many bytes long and returns its length, or 0 if it cannot.
 */
export function createAllocator(start: number, length: number, grow: (bytes: number) => number): Allocator {
  const lists: (Block | undefined)[] = new Array(128).fill(undefined);
  const used = new Map<number, Block>();
  let bytesUsed = 0;
  let peak = 0;
  let end = length;
  let top: Block | undefined;

  const insert = (block: Block): void => {
    const list = classOf(block.size);
    block.free = true;
    block.previous = undefined;
    block.next = lists[list];
    if (block.next) block.next.previous = block;
    lists[list] = block;
  };

  const remove = (block: Block): void => {
    if (block.previous) block.previous.next = block.next;
    else lists[classOf(block.size)] = block.next;
    if (block.next) block.next.previous = block.previous;
    block.free = false;
  };

  const append = (size: number): void => {
    const block: Block = {
      pointer: end - size,
      size,
      free: true,
      below: top,
      above: undefined,
      previous: undefined,
      next: undefined,
    };
    if (top) top.above = block;
    top = block;
    merge(block);
  };

  /** Puts a free block into its list, as one with the free neighbors. */
  const merge = (block: Block): void => {
    const { below, above } = block;
    let whole = block;
    if (above?.free) {
      remove(above);
      whole.size += above.size;
      whole.above = above.above;
      if (above.above) above.above.below = whole;
      if (top === above) top = whole;
    }
    if (below?.free) {
      remove(below);
      below.size += whole.size;
      below.above = whole.above;
      if (whole.above) whole.above.below = below;
      if (top === whole) top = below;
      whole = below;
    }
    insert(whole);
  };

  const find = (size: number): Block | undefined => {
    // In the own class a block may be too small; from the next on, none is.
    const own = classOf(size);
    let block = lists[own];
    for (let looked = 0; block && looked < LOOKS; looked++) {
      if (block.size >= size) return block;
      block = block.next;
    }
    for (let list = own + 1; list < lists.length; list++) if (lists[list]) return lists[list];
    // Rather look on than ask for more memory.
    while (block && block.size < size) block = block.next;
    return block;
  };

  end = start;
  if (length > start) {
    end = length - ((length - start) % GRAIN);
    append(end - start);
  }

  return {
    allocate: (bytes) => {
      const size = Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
      let block = find(size);
      if (!block) {
        const before = end;
        // What is free at the end is part of the new block.
        const missing = size - (top?.free ? top.size : 0);
        const reached = grow(end + missing);
        if (reached < before + missing) {
          throw new GenError(
            'memory',
            `simd: expected ${size} bytes for a tensor, got none: ${bytesUsed} bytes are in use and the memory of WebAssembly is at its limit; dispose tensors, or use smaller batches`,
          );
        }
        end = reached - (reached % GRAIN);
        append(end - before);
        block = find(size)!;
      }
      remove(block);
      if (block.size > size) {
        const rest: Block = {
          pointer: block.pointer + size,
          size: block.size - size,
          free: false,
          below: block,
          above: block.above,
          previous: undefined,
          next: undefined,
        };
        if (block.above) block.above.below = rest;
        block.above = rest;
        if (top === block) top = rest;
        block.size = size;
        insert(rest);
      }
      used.set(block.pointer, block);
      bytesUsed += block.size;
      peak = Math.max(peak, bytesUsed);
      return block.pointer;
    },
    free: (pointer) => {
      const block = used.get(pointer);
      if (!block) return;
      used.delete(pointer);
      bytesUsed -= block.size;
      merge(block);
    },
    get used() {
      return bytesUsed;
    },
    get peak() {
      return peak;
    },
  };
}
