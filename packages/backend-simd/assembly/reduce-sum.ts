// Sums and products of float32 numbers, in doubles: neither overflow nor cancellation on the way, as in JavaScript. The order of the
// additions follows from the shape alone.
import { keptPlace, PANEL, Plan, rowPlace, stretchEnd } from './reduce-plan';

@unmanaged class Add {
  @inline first(): f64 { return 0; }
  @inline v(a: v128, b: v128): v128 { return f64x2.add(a, b); }
  @inline s(a: f64, b: f64): f64 { return a + b; }
}
@unmanaged class Times {
  @inline first(): f64 { return 1; }
  @inline v(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
  @inline s(a: f64, b: f64): f64 { return a * b; }
}

// @ts-ignore: decorator
@inline
function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** Writes a finished number, or a double that is part of one. */
// @ts-ignore: decorator
@inline
function finish(out: usize, index: usize, value: f64, divisor: i32): void {
  if (divisor == 0) store<f64>(out + (index << 3), value);
  else store<f32>(out + (index << 2), <f32>(value / <f64>divisor));
}

/** `sum` and all `count` numbers at `x`. */
function sumOf(x: usize, count: i32, sum: f64): f64 {
  const end = x + (<usize>count << 2);
  if (count >= 16) {
    const zero = f64x2.splat(0);
    let a = zero, b = zero, c = zero, d = zero, e = zero, f = zero, g = zero, h = zero;
    for (const stop = end - 60; x < stop; x += 64) {
      const p = v128.load(x), q = v128.load(x, 16), r = v128.load(x, 32), s = v128.load(x, 48);
      a = f64x2.add(a, low(p));
      b = f64x2.add(b, high(p));
      c = f64x2.add(c, low(q));
      d = f64x2.add(d, high(q));
      e = f64x2.add(e, low(r));
      f = f64x2.add(f, high(r));
      g = f64x2.add(g, low(s));
      h = f64x2.add(h, high(s));
    }
    a = f64x2.add(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.add(f64x2.add(e, f), f64x2.add(g, h)));
    sum += f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  }
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** `product` times all `count` numbers at `x`, from left to right: in any other order it might overflow. */
function productOf(x: usize, count: i32, product: f64): f64 {
  for (const end = x + (<usize>count << 2); x < end; x += 4) product *= <f64>load<f32>(x);
  return product;
}

// @ts-ignore: decorator
@inline
function rows(args: usize, begin: i32, end: i32, product: bool): void {
  const plan = changetype<Plan>(args);
  for (let item = begin; item < end; item++) {
    const output = plan.blocks == 1 ? item : item / plan.blocks;
    const from = keptPlace(plan, output);
    const first = (item - output * plan.blocks) * plan.rowsPerBlock;
    const stop = min(plan.rows, first + plan.rowsPerBlock);
    let value: f64 = product ? 1 : 0;
    for (let row = first; row < stop; row++) {
      const x = plan.x + ((from + rowPlace(plan, row)) << 2);
      const count = row + 1 == plan.rows ? plan.tail : plan.width;
      value = product ? productOf(x, count, value) : sumOf(x, count, value);
    }
    finish(plan.out, item, value, plan.divisor);
  }
}

/** One column of some rows. */
// @ts-ignore: decorator
@inline
function column<T>(plan: Plan, x: usize, first: i32, stop: i32, index: usize): void {
  let value = changetype<T>(0).first();
  for (let row = first; row < stop; ) {
    let from = x + (rowPlace(plan, row) << 2);
    const step = <usize>plan.rowStep0 << 2;
    for (const until = stretchEnd(plan, row, stop); row < until; row++) {
      value = changetype<T>(0).s(value, <f64>load<f32>(from));
      from += step;
    }
  }
  finish(plan.out, index, value, plan.divisor);
}

// @ts-ignore: decorator
@inline
function finish4(out: usize, index: usize, a: v128, b: v128, divisor: i32): void {
  if (divisor == 0) {
    v128.store(out + (index << 3), a);
    v128.store(out + (index << 3), b, 16);
  } else {
    const by = f64x2.splat(<f64>divisor);
    const left = f32x4.demote_f64x2_zero(f64x2.div(a, by));
    const right = f32x4.demote_f64x2_zero(f64x2.div(b, by));
    v128.store(out + (index << 2), v128.shuffle<i64>(left, right, 0, 2));
  }
}

/** Four columns of some rows. */
// @ts-ignore: decorator
@inline
function columns4<T>(plan: Plan, x: usize, first: i32, stop: i32, index: usize): void {
  let a = f64x2.splat(changetype<T>(0).first());
  let b = a;
  for (let row = first; row < stop; ) {
    let from = x + (rowPlace(plan, row) << 2);
    const step = <usize>plan.rowStep0 << 2;
    for (const until = stretchEnd(plan, row, stop); row < until; row++) {
      const p = v128.load(from);
      a = changetype<T>(0).v(a, low(p));
      b = changetype<T>(0).v(b, high(p));
      from += step;
    }
  }
  finish4(plan.out, index, a, b, plan.divisor);
}

/** Sixteen columns of some rows: a cache line of each. */
// @ts-ignore: decorator
@inline
function columns16<T>(plan: Plan, x: usize, first: i32, stop: i32, index: usize): void {
  let a = f64x2.splat(changetype<T>(0).first());
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let row = first; row < stop; ) {
    let from = x + (rowPlace(plan, row) << 2);
    const step = <usize>plan.rowStep0 << 2;
    for (const until = stretchEnd(plan, row, stop); row < until; row++) {
      const p = v128.load(from), q = v128.load(from, 16), r = v128.load(from, 32), s = v128.load(from, 48);
      a = changetype<T>(0).v(a, low(p));
      b = changetype<T>(0).v(b, high(p));
      c = changetype<T>(0).v(c, low(q));
      d = changetype<T>(0).v(d, high(q));
      e = changetype<T>(0).v(e, low(r));
      f = changetype<T>(0).v(f, high(r));
      g = changetype<T>(0).v(g, low(s));
      h = changetype<T>(0).v(h, high(s));
      from += step;
    }
  }
  finish4(plan.out, index, a, b, plan.divisor);
  finish4(plan.out, index + 4, c, d, plan.divisor);
  finish4(plan.out, index + 8, e, f, plan.divisor);
  finish4(plan.out, index + 12, g, h, plan.divisor);
}

// @ts-ignore: decorator
@inline
function columns<T>(args: usize, begin: i32, end: i32): void {
  const plan = changetype<Plan>(args);
  const width = plan.width;
  const panels = plan.panels;
  const blocks = plan.blocks;
  for (let item = begin; item < end; item++) {
    const output = item / panels;
    const x = plan.x + (keptPlace(plan, output / blocks) << 2);
    const first = (output % blocks) * plan.rowsPerBlock;
    const stop = min(plan.rows, first + plan.rowsPerBlock);
    const index = <usize>output * width;
    let j = (item % panels) * PANEL;
    const right = min(width, j + PANEL);
    for (; j + 16 <= right; j += 16) columns16<T>(plan, x + (<usize>j << 2), first, stop, index + j);
    for (; j + 4 <= right; j += 4) columns4<T>(plan, x + (<usize>j << 2), first, stop, index + j);
    for (; j < right; j++) column<T>(plan, x + (<usize>j << 2), first, stop, index + j);
  }
}

export function sumRows(args: usize, begin: i32, end: i32): void { rows(args, begin, end, false); }
export function sumColumns(args: usize, begin: i32, end: i32): void { columns<Add>(args, begin, end); }
export function prodRows(args: usize, begin: i32, end: i32): void { rows(args, begin, end, true); }
export function prodColumns(args: usize, begin: i32, end: i32): void { columns<Times>(args, begin, end); }

// sumBlocks: [parts, out, blocks, width, divisor]; an item is an output, the sum of its part in each block.
export function sumBlocks(args: usize, begin: i32, end: i32): void {
  const parts = <usize>load<i32>(args);
  const out = <usize>load<i32>(args, 4);
  const blocks = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const divisor = load<i32>(args, 16);
  for (let item = begin; item < end; item++) {
    let from = parts + (<usize>(item / width * blocks * width + item % width) << 3);
    let sum: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      sum += load<f64>(from);
      from += <usize>width << 3;
    }
    finish(out, item, sum, divisor);
  }
}
