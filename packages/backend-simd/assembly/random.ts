// Numbers of the generator of @gen/core, with the same bits: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011) in counter mode, and the
// quantile function of the normal distribution (Wichura, 1988, AS 241) in 64 bits, in the same order of operations as in JavaScript.

/** High words of the products of the words of x with one number. */
// @ts-ignore: decorator
@inline
function multiplyHigh(x: v128, by: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(x, by), i64x2.extmul_high_i32x4_u(x, by), 1, 3, 5, 7);
}

/** Sixteen words from four counters on, which differ in their low word: stored as generated, block after block. */
// @ts-ignore: decorator
@inline
function fourBlocks(out: usize, low: v128, high: v128, key0: u32, key1: u32): void {
  const first = i32x4.splat(0xd2511f53);
  const second = i32x4.splat(0xcd9e8d57);
  let x0 = low;
  let x1 = high;
  let x2 = i32x4.splat(0);
  let x3 = i32x4.splat(0);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(x0, first);
    const high1 = multiplyHigh(x2, second);
    const low0 = i32x4.mul(x0, first);
    const low1 = i32x4.mul(x2, second);
    x0 = v128.xor(v128.xor(high1, x1), k0);
    x1 = low1;
    x2 = v128.xor(v128.xor(high0, x3), k1);
    x3 = low0;
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

/** Words of items `begin` to `end`, sixteen each, into y. */
// @ts-ignore: decorator
@inline
function words(args: usize, begin: i32, end: i32): void {
  const y = <usize>load<i32>(args);
  const key0 = load<u32>(args, 4);
  const key1 = load<u32>(args, 8);
  const counter = load<u64>(args, 16);
  for (let item = begin; item < end; item++) {
    const at = counter + <u64>item * 4;
    const a = i64x2.add(i64x2.splat(at), i64x2(0, 1));
    const b = i64x2.add(i64x2.splat(at), i64x2(2, 3));
    const out = y + (<usize>item << 6);
    fourBlocks(out, v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7), key0, key1);
  }
}

/**
 * [y, key low, key high, 0, then of 64 bits: counter, low, high - low]: uniform numbers. An item is sixteen numbers, which y has room for
 * in whole. low + (high - low) w / 2^24, w being 24 bits.
 */
export function randomUniform(args: usize, begin: i32, end: i32): void {
  words(args, begin, end);
  const low = v128.load64_splat(args, 24);
  const range = v128.load64_splat(args, 32);
  const unit = f64x2.splat(1.0 / 16777216);
  const stop = <usize>load<i32>(args) + (<usize>end << 6);
  for (let p = <usize>load<i32>(args) + (<usize>begin << 6); p < stop; p += 8) {
    const u = f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.shr_u(v128.load64_zero(p), 8)), unit);
    v128.store_lane<i64>(p, f32x4.demote_f64x2_zero(f64x2.add(low, f64x2.mul(range, u))), 0);
  }
}

// @ts-ignore: decorator
@inline
function next(sum: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(c));
}

/** The quantile of p = q + 1/2 where |q| is at most 0.425. */
// @ts-ignore: decorator
@inline
function central(q: v128): v128 {
  const x = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  let top = f64x2.splat(2509.0809287301227);
  top = next(top, x, 33430.57558358813);
  top = next(top, x, 67265.7709270087);
  top = next(top, x, 45921.95393154987);
  top = next(top, x, 13731.69376550946);
  top = next(top, x, 1971.5909503065513);
  top = next(top, x, 133.14166789178438);
  top = next(top, x, 3.3871328727963665);
  let bottom = f64x2.splat(5226.495278852546);
  bottom = next(bottom, x, 28729.085735721943);
  bottom = next(bottom, x, 39307.89580009271);
  bottom = next(bottom, x, 21213.794301586597);
  bottom = next(bottom, x, 5394.196021424751);
  bottom = next(bottom, x, 687.1870074920579);
  bottom = next(bottom, x, 42.31333070160091);
  bottom = next(bottom, x, 1);
  return f64x2.mul(q, f64x2.div(top, bottom));
}

/**
 * Natural logarithm of a probability below 0.075, with the operations that engines of JavaScript have from FDLIBM (Sun Microsystems,
 * 1993): reduced to 1 + f by a power of two, s = f / (2 + f), an even polynomial of s, all in a fixed order.
 */
function logarithm(x: f64): f64 {
  const word = reinterpret<u64>(x);
  let exponent = <i32>(word >> 52) - 1023;
  const mantissa = <i32>((word >> 32) & 0xfffff);
  // 1 where the mantissa is above about sqrt(2): then half of it is taken.
  const shift = (mantissa + 0x95f64) & 0x100000;
  const f = reinterpret<f64>((<u64>(<u32>(mantissa | (shift ^ 0x3ff00000))) << 32) | (word & 0xffffffff)) - 1;
  exponent += shift >> 20;
  const k = <f64>exponent;
  if ((0xfffff & (2 + mantissa)) < 3) {
    const r = f * f * (0.5 - 0.3333333333333333 * f);
    return k * 0.6931471803691238 - (r - k * 1.9082149292705877e-10 - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = even + odd;
  const near = (mantissa - 0x6147a) | (0x6b851 - mantissa);
  if (near > 0) {
    const half = 0.5 * f * f;
    return k * 0.6931471803691238 - (half - (s * (half + r) + k * 1.9082149292705877e-10) - f);
  }
  return k * 0.6931471803691238 - (s * (f - r) - k * 1.9082149292705877e-10 - f);
}

/** The quantile where p or 1 - p is below 0.075. */
function tail(p: f64): f64 {
  const q = p - 0.5;
  const t = Math.sqrt(-logarithm(q < 0 ? p : 1 - p));
  // The least p is 2^-33, with t = 4.8, so that the formula for t beyond 5 has no use.
  const x = t - 1.6;
  const top = (((((((7.745450142783414e-4 * x + 2.2723844989269184e-2) * x + 0.2417807251774506) * x + 1.2704582524523684) * x
    + 3.6478483247632045) * x + 5.769497221460691) * x + 4.630337846156546) * x + 1.4234371107496835);
  const bottom = (((((((1.0507500716444169e-9 * x + 5.475938084995345e-4) * x + 1.5198666563616457e-2) * x + 0.14810397642748008) * x
    + 0.6897673349851) * x + 1.6763848301838038) * x + 2.053191626637759) * x + 1);
  const z = top / bottom;
  return q < 0 ? -z : z;
}

/** As randomUniform, with mean and standard deviation as its last numbers: mean + sd quantile((w + 1/2) / 2^32). */
export function randomNormal(args: usize, begin: i32, end: i32): void {
  words(args, begin, end);
  const mean = load<f64>(args, 24);
  const sd = load<f64>(args, 32);
  const half = f64x2.splat(0.5);
  const limit = f64x2.splat(0.425);
  const stop = <usize>load<i32>(args) + (<usize>end << 6);
  for (let at = <usize>load<i32>(args) + (<usize>begin << 6); at < stop; at += 8) {
    const p = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(v128.load64_zero(at)), half), f64x2.splat(1.0 / 4294967296));
    const q = f64x2.sub(p, half);
    let z = central(q);
    const far = f64x2.gt(f64x2.abs(q), limit);
    if (v128.any_true(far)) {
      if (i64x2.extract_lane(far, 0) != 0) z = f64x2.replace_lane(z, 0, tail(f64x2.extract_lane(p, 0)));
      if (i64x2.extract_lane(far, 1) != 0) z = f64x2.replace_lane(z, 1, tail(f64x2.extract_lane(p, 1)));
    }
    const y = f64x2.add(f64x2.splat(mean), f64x2.mul(f64x2.splat(sd), z));
    v128.store_lane<i64>(at, f32x4.demote_f64x2_zero(y), 0);
  }
}
