// Elementwise functions of two tensors, one broadcast against the other: the loops, and the arithmetic of floats and integers.
import { pow } from './binary-pow';

/** Four numbers of 32 bits, to as many. */
@unmanaged export class Words {
  @inline lanes(): i32 { return 4; }
  @inline from(): i32 { return 2; }
  @inline to(): i32 { return 2; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline splat(p: usize): v128 { return v128.load32_splat(p); }
  @inline store(p: usize, v: v128): void { v128.store(p, v); }
  @inline storeOne(p: usize, v: v128): void { v128.store_lane<i32>(p, v, 0); }
}

/** Four numbers of 32 bits, to four bytes of 0 and 1; a function gives masks. */
@unmanaged export class Truths {
  @inline lanes(): i32 { return 4; }
  @inline from(): i32 { return 2; }
  @inline to(): i32 { return 0; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline splat(p: usize): v128 { return v128.load32_splat(p); }
  @inline store(p: usize, v: v128): void {
    const halves = i16x8.narrow_i32x4_s(v, v);
    v128.store_lane<i32>(p, v128.and(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(1)), 0);
  }
  @inline storeOne(p: usize, v: v128): void { store<u8>(p, <u8>(i32x4.extract_lane(v, 0) & 1)); }
}

/** Sixteen bytes, to as many. */
@unmanaged export class Bytes {
  @inline lanes(): i32 { return 16; }
  @inline from(): i32 { return 0; }
  @inline to(): i32 { return 0; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline splat(p: usize): v128 { return v128.load8_splat(p); }
  @inline store(p: usize, v: v128): void { v128.store(p, v); }
  @inline storeOne(p: usize, v: v128): void { v128.store_lane<i8>(p, v, 0); }
}

/** One row of `n` numbers; an operand whose `step` is 0 is one number. The last vector overlaps the one before, so nothing past the row is touched. */
// @ts-ignore: decorator
@inline
function row<T>(a: usize, b: usize, y: usize, n: i32, kind: i32): void {
  const t = changetype<T>(0);
  const stop = a + (<usize>n << t.from());
  const input = <usize>t.lanes() << t.from();
  const output = <usize>t.lanes() << t.to();
  if (n < t.lanes()) {
    const stepA: usize = kind == 2 ? 0 : 1 << t.from();
    const stepB: usize = kind == 1 ? 0 : 1 << t.from();
    for (let i = 0; i < n; i++) {
      t.storeOne(y, t.v(t.splat(a), t.splat(b)));
      a += stepA;
      b += stepB;
      y += 1 << t.to();
    }
  } else if (kind == 0) {
    const last = stop - input;
    for (; a < last; a += input) {
      t.store(y, t.v(t.load(a), t.load(b)));
      b += input;
      y += output;
    }
    const back = a - last;
    t.store(y - (back >> t.from() << t.to()), t.v(t.load(last), t.load(b - back)));
  } else if (kind == 1) {
    const last = stop - input;
    const right = t.splat(b);
    for (; a < last; a += input) {
      t.store(y, t.v(t.load(a), right));
      y += output;
    }
    t.store(y - ((a - last) >> t.from() << t.to()), t.v(t.load(last), right));
  } else {
    const last = b + (<usize>n << t.from()) - input;
    const left = t.splat(a);
    for (; b < last; b += input) {
      t.store(y, t.v(left, t.load(b)));
      y += output;
    }
    t.store(y - ((b - last) >> t.from() << t.to()), t.v(left, t.load(last)));
  }
}

/** Bytes from the start of an operand to row `index`; `axes` points at the size and the steps of each outer axis, `which` is the operand's. */
function offset(axes: usize, rank: i32, index: i32, which: usize): usize {
  let sum: usize = 0;
  for (let axis = axes + 12 * rank - 12; axis >= axes; axis -= 12) {
    const size = load<i32>(axis);
    sum += <usize>(index % size) * load<i32>(axis + which);
    index /= size;
  }
  return sum;
}

/**
 * [a, b, y, n, part, kind, rank, then of each outer axis its size and the bytes from one index to the next in a and in b]: rows of
 * `n` numbers, each in parts of `part`, an item being a part. kind: 0 both vary along a row, 1 b is one number, 2 a is.
 */
// @ts-ignore: decorator
@inline
export function broadcast<T>(args: usize, begin: i32, end: i32): void {
  const t = changetype<T>(0);
  const a = <usize>load<i32>(args);
  const b = <usize>load<i32>(args, 4);
  const y = <usize>load<i32>(args, 8);
  const n = load<i32>(args, 12);
  const part = load<i32>(args, 16);
  const kind = load<i32>(args, 20);
  const rank = load<i32>(args, 24);
  const axes = args + 28;
  const parts = (n + part - 1) / part;
  const innermost = axes + 12 * rank - 12;
  const size = rank == 0 ? 1 : load<i32>(innermost);
  const stepA: usize = rank == 0 ? 0 : <usize>load<i32>(innermost, 4);
  const stepB: usize = rank == 0 ? 0 : <usize>load<i32>(innermost, 8);
  let index = begin / parts;
  let from = (begin % parts) * part;
  let position = size;
  let left: usize = 0;
  let right: usize = 0;
  for (let item = begin; item < end; item++) {
    if (position == size) {
      position = index % size;
      left = a + offset(axes, rank, index, 4);
      right = b + offset(axes, rank, index, 8);
    }
    const skip = <usize>from << t.from();
    row<T>(
      kind == 2 ? left : left + skip,
      kind == 1 ? right : right + skip,
      y + ((<usize>index * n + from) << t.to()),
      min(part, n - from),
      kind,
    );
    from += part;
    if (from >= n) {
      from = 0;
      index++;
      position++;
      left += stepA;
      right += stepB;
    }
  }
}

@unmanaged class Add extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.add(a, b); } }
@unmanaged class Sub extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.sub(a, b); } }
@unmanaged class Multiply extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.mul(a, b); } }
@unmanaged class Divide extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.div(a, b); } }
@unmanaged class Maximum extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.max(a, b); } }
@unmanaged class Minimum extends Words { @inline v(a: v128, b: v128): v128 { return f32x4.min(a, b); } }
@unmanaged class SquaredDifference extends Words {
  @inline v(a: v128, b: v128): v128 {
    const d = f32x4.sub(a, b);
    return f32x4.mul(d, d);
  }
}
@unmanaged class Pow extends Words { @inline v(a: v128, b: v128): v128 { return pow(a, b); } }
@unmanaged class Prelu extends Words {
  @inline v(x: v128, slope: v128): v128 { return v128.bitselect(f32x4.mul(slope, x), x, f32x4.lt(x, f32x4.splat(0))); }
}
/** The gradient of elu from its value y: dy where y is not negative, else dy (y + 1). */
@unmanaged class EluGrad extends Words {
  @inline v(dy: v128, y: v128): v128 {
    const slope = f32x4.add(y, f32x4.splat(1));
    return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.ge(y, f32x4.splat(0)));
  }
}
@unmanaged class AddInt extends Words { @inline v(a: v128, b: v128): v128 { return i32x4.add(a, b); } }
@unmanaged class SubInt extends Words { @inline v(a: v128, b: v128): v128 { return i32x4.sub(a, b); } }
@unmanaged class MaximumInt extends Words { @inline v(a: v128, b: v128): v128 { return i32x4.max_s(a, b); } }
@unmanaged class MinimumInt extends Words { @inline v(a: v128, b: v128): v128 { return i32x4.min_s(a, b); } }

/** As JavaScript multiplies: in 64-bit floats, then modulo 2^32. */
// @ts-ignore: decorator
@inline
function product(a: i32, b: i32): i32 {
  return <i32>(<i64>(<f64>a * <f64>b));
}

@unmanaged class MultiplyInt extends Words {
  @inline v(a: v128, b: v128): v128 {
    // Of numbers below 2^26 products are exact in 64 bits.
    const limit = i32x4.splat(67108864);
    const far = v128.or(i32x4.gt_u(i32x4.abs(a), limit), i32x4.gt_u(i32x4.abs(b), limit));
    if (!v128.any_true(far)) return i32x4.mul(a, b);
    const x0 = product(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0));
    const x1 = product(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1));
    const x2 = product(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2));
    const x3 = product(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3));
    return i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(x0), 1, x1), 2, x2), 3, x3);
  }
}

/** floor(a / b) modulo 2^32, and 0 where b is. */
// @ts-ignore: decorator
@inline
function quotient(a: i32, b: i32): i32 {
  return b == 0 ? 0 : <i32>(<i64>Math.floor(<f64>a / <f64>b));
}

@unmanaged class FloorDivInt extends Words {
  @inline v(a: v128, b: v128): v128 {
    const x0 = quotient(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0));
    const x1 = quotient(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1));
    const x2 = quotient(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2));
    const x3 = quotient(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3));
    return i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(x0), 1, x1), 2, x2), 3, x3);
  }
}

export function binaryAdd(args: usize, begin: i32, end: i32): void { broadcast<Add>(args, begin, end); }
export function binarySub(args: usize, begin: i32, end: i32): void { broadcast<Sub>(args, begin, end); }
export function binaryMultiply(args: usize, begin: i32, end: i32): void { broadcast<Multiply>(args, begin, end); }
export function binaryDivide(args: usize, begin: i32, end: i32): void { broadcast<Divide>(args, begin, end); }
export function binaryMaximum(args: usize, begin: i32, end: i32): void { broadcast<Maximum>(args, begin, end); }
export function binaryMinimum(args: usize, begin: i32, end: i32): void { broadcast<Minimum>(args, begin, end); }
export function binarySquaredDifference(args: usize, begin: i32, end: i32): void { broadcast<SquaredDifference>(args, begin, end); }
export function binaryPow(args: usize, begin: i32, end: i32): void { broadcast<Pow>(args, begin, end); }
export function binaryPrelu(args: usize, begin: i32, end: i32): void { broadcast<Prelu>(args, begin, end); }
export function binaryEluGrad(args: usize, begin: i32, end: i32): void { broadcast<EluGrad>(args, begin, end); }
export function binaryAddInt(args: usize, begin: i32, end: i32): void { broadcast<AddInt>(args, begin, end); }
export function binarySubInt(args: usize, begin: i32, end: i32): void { broadcast<SubInt>(args, begin, end); }
export function binaryMultiplyInt(args: usize, begin: i32, end: i32): void { broadcast<MultiplyInt>(args, begin, end); }
export function binaryMaximumInt(args: usize, begin: i32, end: i32): void { broadcast<MaximumInt>(args, begin, end); }
export function binaryMinimumInt(args: usize, begin: i32, end: i32): void { broadcast<MinimumInt>(args, begin, end); }
export function binaryFloorDivInt(args: usize, begin: i32, end: i32): void { broadcast<FloorDivInt>(args, begin, end); }

// binaryAddN(Int): [y, count, pointers of the inputs]; an item is one number; chunks are multiples of four.
// @ts-ignore: decorator
@inline
function addAll<T>(args: usize, begin: i32, end: i32): void {
  const y = <usize>load<i32>(args);
  const count = load<i32>(args, 4);
  const list = args + 8;
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) {
    let sum = v128.load(<usize>load<i32>(list) + i);
    for (let j = 1; j < count; j++) sum = changetype<T>(0).v(sum, v128.load(<usize>load<i32>(list + (<usize>j << 2)) + i));
    v128.store(y + i, sum);
  }
}

export function binaryAddN(args: usize, begin: i32, end: i32): void { addAll<Add>(args, begin, end); }
export function binaryAddNInt(args: usize, begin: i32, end: i32): void { addAll<AddInt>(args, begin, end); }
