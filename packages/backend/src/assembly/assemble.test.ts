import { describe, expect, it } from 'vitest';
import {
  addI32,
  assemble,
  belowI32,
  get,
  i32,
  loadAsF64x2,
  mulF64x2,
  repeat,
  set,
  smallI32,
  storeAsF32,
  unsigned,
} from './assemble';

describe('unsigned', () => {
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
  ])('encodes %s', (value, bytes) => expect(unsigned(value)).toEqual(bytes));
});

describe('assemble', () => {
  it('makes a module whose functions work in the memory that it is given', () => {
    const [from, to, bytes, at] = [0, 1, 2, 3];
    const value = loadAsF64x2(addI32(get(from), get(at)));
    const bytesOfModule = assemble({
      nothing: { parameters: [], locals: [], body: [] },
      square: {
        parameters: [i32, i32, i32],
        locals: [i32],
        body: repeat(
          [...storeAsF32(addI32(get(to), get(at)), mulF64x2(value, value)), ...set(at, addI32(get(at), smallI32(8)))],
          belowI32(get(at), get(bytes)),
        ),
      },
    });
    expect(WebAssembly.validate(bytesOfModule)).toBe(true);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOfModule), { env: { memory } });
    const values = new Float32Array(memory.buffer);
    values.set([1, -2, 3, 0.5, 9]);
    expect((exports as Record<string, () => void>).nothing()).toBe(undefined);
    (exports as Record<string, (...operands: number[]) => void>).square(0, 64, 16);
    expect([...values.subarray(16, 21)]).toEqual([1, 4, 9, 0.25, 0]);
  });
});
