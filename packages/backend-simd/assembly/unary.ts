// Elementwise functions of one float32 tensor: [x, y]. An item is one number; chunks are multiples of four.
import { cos, erf, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from './math';

/** Applies `T.v` to four numbers at a time; what lies past the end is padding of the tensor itself. */
// @ts-ignore: decorator
@inline
function map<T>(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) v128.store(y + i, changetype<T>(0).v(v128.load(x + i)));
}

/** Applies `T.v` with two numbers more: [x, y, p, q]. */
// @ts-ignore: decorator
@inline
function mapWith<T>(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const p = v128.load32_splat(args, 8);
  const q = v128.load32_splat(args, 12);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) v128.store(y + i, changetype<T>(0).v(v128.load(x + i), p, q));
}

/** Applies `T.v`, which gives masks, and stores bytes of 0 and 1. */
// @ts-ignore: decorator
@inline
function mapToTruths<T>(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 4) {
    const mask = changetype<T>(0).v(v128.load(x + (i << 2)));
    const halves = i16x8.narrow_i32x4_s(mask, mask);
    v128.store_lane<i32>(y + i, v128.and(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(1)), 0);
  }
}

// @ts-ignore: decorator
@inline
function zero(): v128 {
  return f32x4.splat(0);
}

@unmanaged class Exp { @inline v(x: v128): v128 { return exp(x); } }
@unmanaged class Expm1 { @inline v(x: v128): v128 { return expm1(x); } }
@unmanaged class Log { @inline v(x: v128): v128 { return log(x); } }
@unmanaged class Log1p { @inline v(x: v128): v128 { return log1p(x); } }
@unmanaged class Sigmoid { @inline v(x: v128): v128 { return sigmoid(x); } }
@unmanaged class Softplus { @inline v(x: v128): v128 { return softplus(x); } }
@unmanaged class Tanh { @inline v(x: v128): v128 { return tanh(x); } }
@unmanaged class Neg { @inline v(x: v128): v128 { return f32x4.neg(x); } }
@unmanaged class Abs { @inline v(x: v128): v128 { return f32x4.abs(x); } }
@unmanaged class Sqrt { @inline v(x: v128): v128 { return f32x4.sqrt(x); } }
@unmanaged class Rsqrt { @inline v(x: v128): v128 { return f32x4.div(f32x4.splat(1), f32x4.sqrt(x)); } }
@unmanaged class Square { @inline v(x: v128): v128 { return f32x4.mul(x, x); } }
@unmanaged class Reciprocal { @inline v(x: v128): v128 { return f32x4.div(f32x4.splat(1), x); } }
// pmax and pmin keep a NaN in their first operand; + 0 makes 0 of -0.
@unmanaged class Relu { @inline v(x: v128): v128 { return f32x4.add(f32x4.pmax(x, zero()), zero()); } }
@unmanaged class Relu6 {
  @inline v(x: v128): v128 { return f32x4.pmin(f32x4.add(f32x4.pmax(x, zero()), zero()), f32x4.splat(6)); }
}
@unmanaged class Elu { @inline v(x: v128): v128 { return v128.bitselect(x, expm1(x), f32x4.ge(x, zero())); } }
@unmanaged class Selu {
  @inline v(x: v128): v128 {
    const negative = f32x4.mul(f32x4.splat(1.7580993408473768), expm1(x));
    return v128.bitselect(f32x4.mul(f32x4.splat(1.0507009873554805), x), negative, f32x4.ge(x, zero()));
  }
}
@unmanaged class Sign {
  @inline v(x: v128): v128 {
    const one = f32x4.splat(1);
    return f32x4.sub(v128.and(f32x4.gt(x, zero()), one), v128.and(f32x4.lt(x, zero()), one));
  }
}
@unmanaged class Floor { @inline v(x: v128): v128 { return f32x4.floor(x); } }
@unmanaged class Ceil { @inline v(x: v128): v128 { return f32x4.ceil(x); } }
@unmanaged class Round { @inline v(x: v128): v128 { return f32x4.nearest(x); } }
@unmanaged class Erf { @inline v(x: v128): v128 { return erf(x); } }
@unmanaged class Sin { @inline v(x: v128): v128 { return sin(x); } }
@unmanaged class Cos { @inline v(x: v128): v128 { return cos(x); } }
@unmanaged class Cube { @inline v(x: v128): v128 { return f32x4.mul(f32x4.mul(x, x), x); } }
/** x^(1/2) as Math.pow has it, where -Infinity gives Infinity and -0 gives 0. */
@unmanaged class PowHalf {
  @inline v(x: v128): v128 {
    return v128.bitselect(f32x4.splat(Infinity), f32x4.add(f32x4.sqrt(x), zero()), f32x4.eq(x, f32x4.splat(-Infinity)));
  }
}
@unmanaged class PowMinusHalf {
  @inline v(x: v128): v128 { return f32x4.div(f32x4.splat(1), changetype<PowHalf>(0).v(x)); }
}
@unmanaged class LeakyRelu {
  @inline v(x: v128, slope: v128, _: v128): v128 { return v128.bitselect(f32x4.mul(slope, x), x, f32x4.lt(x, zero())); }
}
@unmanaged class Step {
  @inline v(x: v128, below: v128, _: v128): v128 {
    const value = v128.bitselect(f32x4.splat(1), below, f32x4.gt(x, zero()));
    return v128.bitselect(x, value, f32x4.ne(x, x));
  }
}
@unmanaged class Clip {
  @inline v(x: v128, low: v128, high: v128): v128 {
    return v128.bitselect(high, v128.bitselect(low, x, f32x4.lt(x, low)), f32x4.gt(x, high));
  }
}
@unmanaged class IsNan { @inline v(x: v128): v128 { return f32x4.ne(x, x); } }
@unmanaged class IsInf { @inline v(x: v128): v128 { return f32x4.eq(f32x4.abs(x), f32x4.splat(Infinity)); } }
@unmanaged class IsFinite { @inline v(x: v128): v128 { return f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity)); } }

export function unaryExp(args: usize, begin: i32, end: i32): void { map<Exp>(args, begin, end); }
export function unaryExpm1(args: usize, begin: i32, end: i32): void { map<Expm1>(args, begin, end); }
export function unaryLog(args: usize, begin: i32, end: i32): void { map<Log>(args, begin, end); }
export function unaryLog1p(args: usize, begin: i32, end: i32): void { map<Log1p>(args, begin, end); }
export function unarySigmoid(args: usize, begin: i32, end: i32): void { map<Sigmoid>(args, begin, end); }
export function unarySoftplus(args: usize, begin: i32, end: i32): void { map<Softplus>(args, begin, end); }
export function unaryTanh(args: usize, begin: i32, end: i32): void { map<Tanh>(args, begin, end); }
export function unaryNeg(args: usize, begin: i32, end: i32): void { map<Neg>(args, begin, end); }
export function unaryAbs(args: usize, begin: i32, end: i32): void { map<Abs>(args, begin, end); }
export function unarySqrt(args: usize, begin: i32, end: i32): void { map<Sqrt>(args, begin, end); }
export function unaryRsqrt(args: usize, begin: i32, end: i32): void { map<Rsqrt>(args, begin, end); }
export function unarySquare(args: usize, begin: i32, end: i32): void { map<Square>(args, begin, end); }
export function unaryReciprocal(args: usize, begin: i32, end: i32): void { map<Reciprocal>(args, begin, end); }
export function unaryRelu(args: usize, begin: i32, end: i32): void { map<Relu>(args, begin, end); }
export function unaryRelu6(args: usize, begin: i32, end: i32): void { map<Relu6>(args, begin, end); }
export function unaryElu(args: usize, begin: i32, end: i32): void { map<Elu>(args, begin, end); }
export function unarySelu(args: usize, begin: i32, end: i32): void { map<Selu>(args, begin, end); }
export function unarySign(args: usize, begin: i32, end: i32): void { map<Sign>(args, begin, end); }
export function unaryFloor(args: usize, begin: i32, end: i32): void { map<Floor>(args, begin, end); }
export function unaryCeil(args: usize, begin: i32, end: i32): void { map<Ceil>(args, begin, end); }
export function unaryRound(args: usize, begin: i32, end: i32): void { map<Round>(args, begin, end); }
export function unaryErf(args: usize, begin: i32, end: i32): void { map<Erf>(args, begin, end); }
export function unarySin(args: usize, begin: i32, end: i32): void { map<Sin>(args, begin, end); }
export function unaryCos(args: usize, begin: i32, end: i32): void { map<Cos>(args, begin, end); }
export function unaryCube(args: usize, begin: i32, end: i32): void { map<Cube>(args, begin, end); }
export function unaryPowHalf(args: usize, begin: i32, end: i32): void { map<PowHalf>(args, begin, end); }
export function unaryPowMinusHalf(args: usize, begin: i32, end: i32): void { map<PowMinusHalf>(args, begin, end); }
export function unaryLeakyRelu(args: usize, begin: i32, end: i32): void { mapWith<LeakyRelu>(args, begin, end); }
export function unaryStep(args: usize, begin: i32, end: i32): void { mapWith<Step>(args, begin, end); }
export function unaryClip(args: usize, begin: i32, end: i32): void { mapWith<Clip>(args, begin, end); }
export function unaryIsNan(args: usize, begin: i32, end: i32): void { mapToTruths<IsNan>(args, begin, end); }
export function unaryIsInf(args: usize, begin: i32, end: i32): void { mapToTruths<IsInf>(args, begin, end); }
export function unaryIsFinite(args: usize, begin: i32, end: i32): void { mapToTruths<IsFinite>(args, begin, end); }

/** Of bytes: an item is one; chunks are multiples of sixteen. */
export function unaryLogicalNot(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 16) {
    v128.store(y + i, v128.and(i8x16.eq(v128.load(x + i), i8x16.splat(0)), i8x16.splat(1)));
  }
}
