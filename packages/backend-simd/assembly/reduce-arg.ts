// Where along an axis the first greatest (least) number is: [x, out, outer, size, width, panels] of a tensor [outer, size, width].
// An item is a panel of columns of one outer index. As a comparison with NaN is false, NaN is passed over, but not as the first number.
import { PANEL } from './reduce-plan';

@unmanaged class Greatest {
  @inline v(a: v128, b: v128): v128 { return f32x4.gt(a, b); }
  @inline s(a: f32, b: f32): bool { return a > b; }
}
@unmanaged class Least {
  @inline v(a: v128, b: v128): v128 { return f32x4.lt(a, b); }
  @inline s(a: f32, b: f32): bool { return a < b; }
}

/** Along a row, four numbers at a time: then the best of the four lanes, the first of equal ones. */
// @ts-ignore: decorator
@inline
function alongRow<T>(x: usize, size: i32): i32 {
  const first = load<f32>(x);
  if (first != first) return 0;
  let best = f32x4.splat(first);
  let where = i32x4.splat(0);
  let index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  let j = 0;
  for (; j + 4 <= size; j += 4) {
    const v = v128.load(x + (<usize>j << 2));
    const better = changetype<T>(0).v(v, best);
    best = v128.bitselect(v, best, better);
    where = v128.bitselect(index, where, better);
    index = i32x4.add(index, four);
  }
  // Of two halves, then of two lanes: what is better, or as good and before.
  let other = v128.shuffle<i32>(best, best, 2, 3, 0, 1);
  let there = v128.shuffle<i32>(where, where, 2, 3, 0, 1);
  let take = v128.or(changetype<T>(0).v(other, best), v128.and(f32x4.eq(other, best), i32x4.lt_s(there, where)));
  best = v128.bitselect(other, best, take);
  where = v128.bitselect(there, where, take);
  other = v128.shuffle<i32>(best, best, 1, 0, 3, 2);
  there = v128.shuffle<i32>(where, where, 1, 0, 3, 2);
  take = v128.or(changetype<T>(0).v(other, best), v128.and(f32x4.eq(other, best), i32x4.lt_s(there, where)));
  let value = f32x4.extract_lane(v128.bitselect(other, best, take), 0);
  let position = i32x4.extract_lane(v128.bitselect(there, where, take), 0);
  for (; j < size; j++) {
    const v = load<f32>(x + (<usize>j << 2));
    if (changetype<T>(0).s(v, value)) {
      value = v;
      position = j;
    }
  }
  return position;
}

// @ts-ignore: decorator
@inline
function arg<T>(args: usize, begin: i32, end: i32): void {
  const size = load<i32>(args, 12);
  const width = load<i32>(args, 16);
  const panels = load<i32>(args, 20);
  const step = <usize>width << 2;
  for (let item = begin; item < end; item++) {
    const outer = <usize>(item / panels);
    let x = <usize>load<i32>(args) + outer * size * step;
    let out = <usize>load<i32>(args, 4) + outer * step;
    if (width == 1) {
      store<i32>(out, alongRow<T>(x, size));
      continue;
    }
    let j = (item % panels) * PANEL;
    const right = min(width, j + PANEL);
    x += <usize>j << 2;
    out += <usize>j << 2;
    for (; j + 4 <= right; j += 4) {
      let best = v128.load(x);
      let where = i32x4.splat(0);
      let from = x;
      for (let i = 1; i < size; i++) {
        from += step;
        const v = v128.load(from);
        const better = changetype<T>(0).v(v, best);
        best = v128.bitselect(v, best, better);
        where = v128.bitselect(i32x4.splat(i), where, better);
      }
      v128.store(out, where);
      x += 16;
      out += 16;
    }
    for (; j < right; j++) {
      let best = load<f32>(x);
      let where = 0;
      let from = x;
      for (let i = 1; i < size; i++) {
        from += step;
        const v = load<f32>(from);
        if (changetype<T>(0).s(v, best)) {
          best = v;
          where = i;
        }
      }
      store<i32>(out, where);
      x += 4;
      out += 4;
    }
  }
}

export function argMax(args: usize, begin: i32, end: i32): void { arg<Greatest>(args, begin, end); }
export function argMin(args: usize, begin: i32, end: i32): void { arg<Least>(args, begin, end); }
