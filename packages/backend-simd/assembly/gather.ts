// Rows taken by index, and rows summed by index. Indices are checked before.
import { copyBytes } from './move';

// gatherRows: [x, indices, out, count, outer, size, bytes]; x is [batch, outer, size] rows, indices [batch, count], out
// [batch, outer, count] rows, each of `bytes`. An item is a row of out.
export function gatherRows(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const indices = <usize>load<i32>(args, 4);
  const count = load<i32>(args, 12);
  const outer = load<i32>(args, 16);
  const size = load<i32>(args, 20);
  const bytes = <usize>load<i32>(args, 24);
  let to = <usize>load<i32>(args, 8) + <usize>begin * bytes;
  let item = begin;
  while (item < end) {
    const matrix = item / count;
    const first = item - matrix * count;
    const stop = min(count, first + end - item);
    const from = x + <usize>matrix * <usize>size * bytes;
    const row = indices + (<usize>(matrix / outer * count) << 2);
    if (bytes == 4) {
      for (let i = first; i < stop; i++) {
        store<u32>(to, load<u32>(from + (<usize>load<i32>(row + (<usize>i << 2)) << 2)));
        to += 4;
      }
    } else {
      for (let i = first; i < stop; i++) {
        copyBytes(from + <usize>load<i32>(row + (<usize>i << 2)) * bytes, to, bytes);
        to += bytes;
      }
    }
    item += stop - first;
  }
}

@unmanaged class Floats {
  @inline four(a: v128, b: v128): v128 { return f32x4.add(a, b); }
  @inline one(to: usize, from: usize): void { store<f32>(to, load<f32>(to) + load<f32>(from)); }
}
@unmanaged class Integers {
  @inline four(a: v128, b: v128): v128 { return i32x4.add(a, b); }
  @inline one(to: usize, from: usize): void { store<i32>(to, load<i32>(to) + load<i32>(from)); }
}

// Arguments: [updates, indices, out, rows, width, size, columns, stripes, perPart]. Adds each row of updates, `width` numbers, to the row
// of out (`size` of them) that its index names, if there is one. An item is a stripe of `columns` of `perPart` rows of out: every
// number of out is summed in the order of the rows, whatever the items.
// @ts-ignore: decorator
@inline
function scatter<T>(args: usize, begin: i32, end: i32): void {
  const updates = <usize>load<i32>(args);
  const indices = <usize>load<i32>(args, 4);
  const out = <usize>load<i32>(args, 8);
  const rows = load<i32>(args, 12);
  const width = load<i32>(args, 16);
  const size = load<i32>(args, 20);
  const columns = load<i32>(args, 24);
  const stripes = load<i32>(args, 28);
  const perPart = load<i32>(args, 32);
  for (let item = begin; item < end; item++) {
    const low = item / stripes * perPart;
    const part = <u32>min(perPart, size - low);
    const left = item % stripes * columns;
    const count = <usize>min(columns, width - left) << 2;
    for (let i = 0; i < rows; i++) {
      const index = load<i32>(indices + (<usize>i << 2));
      if (<u32>(index - low) >= part) continue;
      const from = updates + (<usize>(i * width + left) << 2);
      const to = out + (<usize>(index * width + left) << 2);
      let c: usize = 0;
      for (; c + 16 <= count; c += 16) v128.store(to + c, changetype<T>(0).four(v128.load(to + c), v128.load(from + c)));
      for (; c < count; c += 4) changetype<T>(0).one(to + c, from + c);
    }
  }
}

export function scatterFloats(args: usize, begin: i32, end: i32): void { scatter<Floats>(args, begin, end); }
export function scatterIntegers(args: usize, begin: i32, end: i32): void { scatter<Integers>(args, begin, end); }
