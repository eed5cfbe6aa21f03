// Powers of floats, by logarithm and exponential in 64 bits: those errors are far below half a unit in the last place of 32 bits.

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f64x2.splat(x);
}

// @ts-ignore: decorator
@inline
function polynomial(x: v128, c: v128, next: f64): v128 {
  return f64x2.add(f64x2.mul(c, x), splat(next));
}

/** Natural logarithm of two non-negative numbers of 32 bits, within 1e-12 of its value: 2 artanh((m - 1) / (m + 1)) + e log 2. */
function log64(x: v128): v128 {
  // Exponent and mantissa in [sqrt(1/2), sqrt(2)); 32-bit numbers are never subnormal in 64 bits.
  const e = i64x2.shr_u(i64x2.add(x, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e667f3bcd)), 52);
  const m = i64x2.sub(x, i64x2.shl(i64x2.sub(e, i64x2.splat(1023)), 52));
  const f = f64x2.div(f64x2.sub(m, splat(1)), f64x2.add(m, splat(1)));
  const z = f64x2.mul(f, f);
  let p = splat(2.0 / 17);
  p = polynomial(z, p, 2.0 / 15);
  p = polynomial(z, p, 2.0 / 13);
  p = polynomial(z, p, 2.0 / 11);
  p = polynomial(z, p, 2.0 / 9);
  p = polynomial(z, p, 2.0 / 7);
  p = polynomial(z, p, 2.0 / 5);
  p = polynomial(z, p, 2.0 / 3);
  p = polynomial(z, p, 2);
  // e as a float: the low words of the two lanes.
  const whole = f64x2.sub(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(e, e, 0, 2, 0, 2)), splat(1023));
  const y = f64x2.add(f64x2.mul(p, f), f64x2.mul(whole, splat(0.6931471805599453)));
  const special = v128.or(f64x2.eq(x, splat(Infinity)), f64x2.ne(x, x));
  return v128.bitselect(splat(-Infinity), v128.bitselect(x, y, special), f64x2.eq(x, splat(0)));
}

/** e^x of two numbers, within 1e-12 of its value where that is a 32-bit number. */
function exp64(x: v128): v128 {
  // A NaN stays one.
  const bounded = f64x2.pmax(f64x2.pmin(x, splat(200)), splat(-200));
  // 1.5 * 2^52 added: the nearest integer stands in the low bits.
  const shifted = f64x2.add(f64x2.mul(bounded, splat(1.4426950408889634)), splat(6755399441055744));
  const n = f64x2.sub(shifted, splat(6755399441055744));
  const r = f64x2.sub(f64x2.sub(bounded, f64x2.mul(n, splat(0.6931471803691238))), f64x2.mul(n, splat(1.9082149292705877e-10)));
  let p = splat(1.0 / 3628800);
  p = polynomial(r, p, 1.0 / 362880);
  p = polynomial(r, p, 1.0 / 40320);
  p = polynomial(r, p, 1.0 / 5040);
  p = polynomial(r, p, 1.0 / 720);
  p = polynomial(r, p, 1.0 / 120);
  p = polynomial(r, p, 1.0 / 24);
  p = polynomial(r, p, 1.0 / 6);
  p = polynomial(r, p, 0.5);
  p = polynomial(r, p, 1);
  p = polynomial(r, p, 1);
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return f64x2.mul(p, power);
}

/** x^y of two numbers, as Math.pow has it. */
function pow64(x: v128, y: v128): v128 {
  const zero = splat(0);
  const result = exp64(f64x2.mul(y, log64(f64x2.abs(x))));
  const whole = f64x2.eq(f64x2.floor(y), y);
  const half = f64x2.mul(y, splat(0.5));
  const odd = v128.and(whole, f64x2.ne(f64x2.floor(half), half));
  const signed = v128.or(result, v128.and(v128.and(x, i64x2.splat(0x8000000000000000)), odd));
  // A negative number, neither 0 nor infinite, to a power that is no integer.
  const none = v128.and(v128.and(f64x2.lt(x, zero), f64x2.gt(x, splat(-Infinity))), v128.not(whole));
  const value = v128.bitselect(splat(NaN), signed, v128.or(none, f64x2.ne(x, x)));
  // NaN powers are no integers, so that NaN comes of them by the product above.
  return v128.bitselect(splat(1), value, f64x2.eq(y, zero));
}

/** x^y within 1 ulp, with the special cases of Math.pow. */
export function pow(x: v128, y: v128): v128 {
  const low = pow64(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
  const highX = v128.shuffle<i64>(x, x, 1, 1);
  const highY = v128.shuffle<i64>(y, y, 1, 1);
  const high = pow64(f64x2.promote_low_f32x4(highX), f64x2.promote_low_f32x4(highY));
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
