// Reductions that combine numbers without rounding, in any order: extremes, sums of integers, bytes that are true.
import { keptPlace, PANEL, Plan, rowPlace, stretchEnd } from './reduce-plan';

// `size` is the logarithm of a number's bytes, `none` what changes nothing.
@unmanaged class Max {
  @inline size(): usize { return 2; }
  @inline none(): v128 { return f32x4.splat(-Infinity); }
  @inline v(a: v128, b: v128): v128 { return f32x4.max(a, b); }
}
@unmanaged class Min {
  @inline size(): usize { return 2; }
  @inline none(): v128 { return f32x4.splat(Infinity); }
  @inline v(a: v128, b: v128): v128 { return f32x4.min(a, b); }
}
@unmanaged class MaxInt {
  @inline size(): usize { return 2; }
  @inline none(): v128 { return i32x4.splat(i32.MIN_VALUE); }
  @inline v(a: v128, b: v128): v128 { return i32x4.max_s(a, b); }
}
@unmanaged class MinInt {
  @inline size(): usize { return 2; }
  @inline none(): v128 { return i32x4.splat(i32.MAX_VALUE); }
  @inline v(a: v128, b: v128): v128 { return i32x4.min_s(a, b); }
}
@unmanaged class SumInt {
  @inline size(): usize { return 2; }
  @inline none(): v128 { return i32x4.splat(0); }
  @inline v(a: v128, b: v128): v128 { return i32x4.add(a, b); }
}
@unmanaged class Any {
  @inline size(): usize { return 0; }
  @inline none(): v128 { return i8x16.splat(0); }
  @inline v(a: v128, b: v128): v128 { return i8x16.max_u(a, b); }
}
@unmanaged class All {
  @inline size(): usize { return 0; }
  @inline none(): v128 { return i8x16.splat(-1); }
  @inline v(a: v128, b: v128): v128 { return i8x16.min_u(a, b); }
}

/** One number, in the first lane. */
// @ts-ignore: decorator
@inline
function one<T>(x: usize): v128 {
  return changetype<T>(0).size() == 2 ? v128.load32_splat(x) : v128.load8_splat(x);
}

// @ts-ignore: decorator
@inline
function storeOne<T>(out: usize, index: usize, value: v128): void {
  if (changetype<T>(0).size() == 2) v128.store_lane<i32>(out + (index << 2), value, 0);
  else v128.store_lane<i8>(out + index, value, 0);
}

/** All lanes in the first. */
// @ts-ignore: decorator
@inline
function across<T>(x: v128): v128 {
  x = changetype<T>(0).v(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  x = changetype<T>(0).v(x, v128.shuffle<i32>(x, x, 1, 0, 3, 2));
  if (changetype<T>(0).size() == 0) {
    x = changetype<T>(0).v(x, i32x4.shr_u(x, 16));
    x = changetype<T>(0).v(x, i32x4.shr_u(x, 8));
  }
  return x;
}

// @ts-ignore: decorator
@inline
function rows<T>(args: usize, begin: i32, end: i32): void {
  const plan = changetype<Plan>(args);
  const size = changetype<T>(0).size();
  const none = changetype<T>(0).none();
  for (let item = begin; item < end; item++) {
    const output = plan.blocks == 1 ? item : item / plan.blocks;
    const from = keptPlace(plan, output);
    const first = (item - output * plan.blocks) * plan.rowsPerBlock;
    const stop = min(plan.rows, first + plan.rowsPerBlock);
    let a = none, b = none, c = none, d = none, single = none;
    for (let row = first; row < stop; row++) {
      let x = plan.x + ((from + rowPlace(plan, row)) << size);
      const until = x + (<usize>(row + 1 == plan.rows ? plan.tail : plan.width) << size);
      for (; x + 64 <= until; x += 64) {
        a = changetype<T>(0).v(a, v128.load(x));
        b = changetype<T>(0).v(b, v128.load(x, 16));
        c = changetype<T>(0).v(c, v128.load(x, 32));
        d = changetype<T>(0).v(d, v128.load(x, 48));
      }
      for (; x + 16 <= until; x += 16) a = changetype<T>(0).v(a, v128.load(x));
      for (; x < until; x += 1 << size) single = changetype<T>(0).v(single, one<T>(x));
    }
    a = changetype<T>(0).v(changetype<T>(0).v(a, b), changetype<T>(0).v(c, d));
    storeOne<T>(plan.out, item, changetype<T>(0).v(across<T>(a), single));
  }
}

// @ts-ignore: decorator
@inline
function columns<T>(args: usize, begin: i32, end: i32): void {
  const plan = changetype<Plan>(args);
  const size = changetype<T>(0).size();
  const none = changetype<T>(0).none();
  const width = plan.width;
  const panels = plan.panels;
  const blocks = plan.blocks;
  const step = <usize>plan.rowStep0 << size;
  for (let item = begin; item < end; item++) {
    const output = item / panels;
    const first = (output % blocks) * plan.rowsPerBlock;
    const stop = min(plan.rows, first + plan.rowsPerBlock);
    const left = (item % panels) * PANEL;
    let x = plan.x + ((keptPlace(plan, output / blocks) + left) << size);
    let index = <usize>output * width + left;
    let bytes = min(PANEL, width - left) << <i32>size;
    for (; bytes >= 64; bytes -= 64) {
      let a = none, b = none, c = none, d = none;
      for (let row = first; row < stop; ) {
        let from = x + (rowPlace(plan, row) << size);
        for (const until = stretchEnd(plan, row, stop); row < until; row++) {
          a = changetype<T>(0).v(a, v128.load(from));
          b = changetype<T>(0).v(b, v128.load(from, 16));
          c = changetype<T>(0).v(c, v128.load(from, 32));
          d = changetype<T>(0).v(d, v128.load(from, 48));
          from += step;
        }
      }
      const out = plan.out + (index << size);
      v128.store(out, a);
      v128.store(out, b, 16);
      v128.store(out, c, 32);
      v128.store(out, d, 48);
      x += 64;
      index += 64 >>> size;
    }
    // The rest number by number, or four floats at a time.
    while (bytes > 0) {
      const wide = bytes >= 16;
      let a = none;
      for (let row = first; row < stop; ) {
        let from = x + (rowPlace(plan, row) << size);
        for (const until = stretchEnd(plan, row, stop); row < until; row++) {
          a = changetype<T>(0).v(a, wide ? v128.load(from) : one<T>(from));
          from += step;
        }
      }
      if (wide) v128.store(plan.out + (index << size), a);
      else storeOne<T>(plan.out, index, a);
      const done = wide ? 16 : 1 << <i32>size;
      x += done;
      index += done >>> <i32>size;
      bytes -= done;
    }
  }
}

export function maxRows(args: usize, begin: i32, end: i32): void { rows<Max>(args, begin, end); }
export function maxColumns(args: usize, begin: i32, end: i32): void { columns<Max>(args, begin, end); }
export function minRows(args: usize, begin: i32, end: i32): void { rows<Min>(args, begin, end); }
export function minColumns(args: usize, begin: i32, end: i32): void { columns<Min>(args, begin, end); }
export function maxIntRows(args: usize, begin: i32, end: i32): void { rows<MaxInt>(args, begin, end); }
export function maxIntColumns(args: usize, begin: i32, end: i32): void { columns<MaxInt>(args, begin, end); }
export function minIntRows(args: usize, begin: i32, end: i32): void { rows<MinInt>(args, begin, end); }
export function minIntColumns(args: usize, begin: i32, end: i32): void { columns<MinInt>(args, begin, end); }
export function sumIntRows(args: usize, begin: i32, end: i32): void { rows<SumInt>(args, begin, end); }
export function sumIntColumns(args: usize, begin: i32, end: i32): void { columns<SumInt>(args, begin, end); }
export function anyRows(args: usize, begin: i32, end: i32): void { rows<Any>(args, begin, end); }
export function anyColumns(args: usize, begin: i32, end: i32): void { columns<Any>(args, begin, end); }
export function allRows(args: usize, begin: i32, end: i32): void { rows<All>(args, begin, end); }
export function allColumns(args: usize, begin: i32, end: i32): void { columns<All>(args, begin, end); }
