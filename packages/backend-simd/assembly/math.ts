// Elementary functions of four floats. Reductions and polynomials after Cody and Waite (1980) and Moshier's Cephes library, in the
// arrangement that keeps each within the stated error of the float32 nearest to the exact value.

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
function polynomial(x: v128, c: v128, next: f32): v128 {
  return f32x4.add(f32x4.mul(c, x), splat(next));
}

/** 2^n for integers n in [-126, 127]. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** e^x within 1 ulp; subnormal results, Infinity and NaN as they should be. */
export function exp(x: v128): v128 {
  // Beyond these the result is Infinity or 0 whatever x is; 0 is not computed, since results below the least number are slow. A NaN stays one.
  const nothing = f32x4.lt(x, splat(-104));
  const bounded = v128.andnot(f32x4.pmin(x, splat(89)), nothing);
  // 1.5 * 2^23 added: the nearest integer stands in the low bits.
  const shifted = f32x4.add(f32x4.mul(bounded, splat(1.44269504088896341)), splat(12582912));
  const n = f32x4.sub(shifted, splat(12582912));
  let r = f32x4.sub(bounded, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)));
  let p = splat(1.9875691500e-4);
  p = polynomial(r, p, 1.3981999507e-3);
  p = polynomial(r, p, 8.3334519073e-3);
  p = polynomial(r, p, 4.1665795894e-2);
  p = polynomial(r, p, 1.6666665459e-1);
  p = polynomial(r, p, 5.0000001201e-1);
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), splat(1));
  // In two factors, since 2^n itself may be out of range where the product is not.
  const whole = i32x4.sub(shifted, splat(12582912));
  const half = i32x4.shr_s(whole, 1);
  return v128.andnot(f32x4.mul(f32x4.mul(p, power(half)), power(i32x4.sub(whole, half))), nothing);
}

/** Natural logarithm within 1 ulp; -Infinity at 0, NaN below. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  // Subnormal numbers scaled into range.
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126)));
  e = f32x4.sub(e, v128.and(splat(23), tiny));
  // Mantissa in [0.5, 1).
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(splat(1), low));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), splat(1));
  const z = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = polynomial(m, p, -1.1514610310e-1);
  p = polynomial(m, p, 1.1676998740e-1);
  p = polynomial(m, p, -1.2420140846e-1);
  p = polynomial(m, p, 1.4249322787e-1);
  p = polynomial(m, p, -1.6668057665e-1);
  p = polynomial(m, p, 2.0000714765e-1);
  p = polynomial(m, p, -2.4999993993e-1);
  p = polynomial(m, p, 3.3333331174e-1);
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = f32x4.add(y, f32x4.mul(e, splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, splat(0.693359375)));
  const infinity = splat(Infinity);
  y = v128.bitselect(x, y, v128.or(f32x4.eq(x, infinity), f32x4.ne(x, x)));
  y = v128.bitselect(splat(-Infinity), y, f32x4.eq(x, splat(0)));
  return v128.bitselect(splat(NaN), y, f32x4.lt(x, splat(0)));
}

/** e^x - 1 within 2 ulp: 2^n (e^r - 1) + (2^n - 1), with 2^n in two factors as in exp. */
export function expm1(x: v128): v128 {
  // Below -30 it is -1.
  const bounded = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-30));
  const shifted = f32x4.add(f32x4.mul(bounded, splat(1.44269504088896341)), splat(12582912));
  const n = f32x4.sub(shifted, splat(12582912));
  let r = f32x4.sub(bounded, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)));
  let p = splat(1.9875691500e-4);
  p = polynomial(r, p, 1.3981999507e-3);
  p = polynomial(r, p, 8.3334519073e-3);
  p = polynomial(r, p, 4.1665795894e-2);
  p = polynomial(r, p, 1.6666665459e-1);
  p = polynomial(r, p, 5.0000001201e-1);
  const q = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r);
  const whole = i32x4.sub(shifted, splat(12582912));
  const half = i32x4.shr_s(whole, 1);
  const rest = i32x4.sub(whole, half);
  const first = power(half);
  const sum = f32x4.add(f32x4.mul(q, first), f32x4.sub(first, power(i32x4.neg(rest))));
  return f32x4.mul(sum, power(rest));
}

/** log(1 + x) within 3 ulp, by the rounding of 1 + x (Goldberg, 1991). */
export function log1p(x: v128): v128 {
  const u = f32x4.add(splat(1), x);
  const small = f32x4.eq(u, splat(1));
  const error = f32x4.sub(u, splat(1));
  const logarithm = log(u);
  const y = f32x4.mul(logarithm, f32x4.div(x, error));
  const far = f32x4.eq(u, splat(Infinity));
  const zero = f32x4.eq(u, splat(0));
  return v128.bitselect(x, v128.bitselect(logarithm, y, v128.or(far, zero)), small);
}

/** tanh within 2 ulp. */
export function tanh(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = polynomial(z, p, 2.06390887954e-2);
  p = polynomial(z, p, -5.37397155531e-2);
  p = polynomial(z, p, 1.33314422036e-1);
  p = polynomial(z, p, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const e = exp(f32x4.add(a, a));
  const far = v128.or(f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(e, splat(1)))), sign);
  return v128.bitselect(near, far, f32x4.lt(a, splat(0.625)));
}

/** 1 / (1 + e^-x) within 3 ulp, as e^x / (1 + e^x) where x is negative. */
export function sigmoid(x: v128): v128 {
  const one = splat(1);
  const e = exp(v128.or(x, i32x4.splat(0x80000000)));
  return f32x4.div(v128.bitselect(e, one, f32x4.lt(x, splat(0))), f32x4.add(one, e));
}

/** log(1 + e^x) within 3 ulp: max(x, 0) + log1p(e), e = e^-|x|, where log1p(e) = 2 artanh(e / (2 + e)), a fitted polynomial. */
export function softplus(x: v128): v128 {
  const e = exp(v128.or(x, i32x4.splat(0x80000000)));
  const s = f32x4.div(e, f32x4.add(e, splat(2)));
  const z = f32x4.mul(s, s);
  let p = splat(0.2802445927103838);
  p = polynomial(z, p, 0.27999140977750747);
  p = polynomial(z, p, 0.4002169906621136);
  p = polynomial(z, p, 0.6666641313256194);
  const tail = f32x4.add(f32x4.add(s, s), f32x4.mul(f32x4.mul(p, z), s));
  return f32x4.add(f32x4.pmax(x, splat(0)), tail);
}

/** erf within 2 ulp: an odd polynomial up to 1, then 1 - e^-p(|x|); both fitted to the least relative error. */
export function erf(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const z = f32x4.mul(x, x);
  let p = splat(7.853860971014935e-5);
  p = polynomial(z, p, -8.010193509769722e-4);
  p = polynomial(z, p, 5.188327672622194e-3);
  p = polynomial(z, p, -2.685381192840508e-2);
  p = polynomial(z, p, 0.11283585148449353);
  p = polynomial(z, p, -0.3761262582421835);
  // The first coefficient is 1 and a rest, so that x itself is not rounded away.
  p = polynomial(z, p, 0.128379165726709);
  const near = f32x4.add(x, f32x4.mul(p, x));
  // From 4 on, erf is 1 in 32 bits.
  const a = f32x4.min(f32x4.abs(x), splat(4));
  let q = splat(-1.863792650030447e-4);
  q = polynomial(a, q, 2.9476590068375796e-3);
  q = polynomial(a, q, -2.1838066760355816e-2);
  q = polynomial(a, q, 0.10310676017073152);
  q = polynomial(a, q, 0.6381448265507561);
  q = polynomial(a, q, 1.1270891937896266);
  q = polynomial(a, q, 3.4152216146488e-4);
  const far = v128.or(f32x4.sub(splat(1), exp(f32x4.neg(q))), sign);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), splat(1)));
}

// @ts-ignore: decorator
@inline
function wide(x: v128, c: v128, next: f64): v128 {
  return f64x2.add(f64x2.mul(c, x), f64x2.splat(next));
}

/** sin(x + quarters pi / 2) of two numbers of 64 bits up to 2^20, reduced by pi / 2 in two parts (Cody and Waite). */
function wave(x: v128, quarters: i64): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(0.6366197723675814)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(1.5707963267341256))), f64x2.mul(n, f64x2.splat(6.077100506506192e-11)));
  const z = f64x2.mul(r, r);
  let s = f64x2.splat(-1.0 / 39916800);
  s = wide(z, s, 1.0 / 362880);
  s = wide(z, s, -1.0 / 5040);
  s = wide(z, s, 1.0 / 120);
  s = wide(z, s, -1.0 / 6);
  s = f64x2.add(r, f64x2.mul(f64x2.mul(s, z), r));
  let c = f64x2.splat(1.0 / 479001600);
  c = wide(z, c, -1.0 / 3628800);
  c = wide(z, c, 1.0 / 40320);
  c = wide(z, c, -1.0 / 720);
  c = wide(z, c, 1.0 / 24);
  c = wide(z, c, -0.5);
  c = wide(z, c, 1);
  const q = i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), i64x2.splat(quarters));
  const odd = i64x2.eq(v128.and(q, i64x2.splat(1)), i64x2.splat(1));
  return v128.xor(v128.bitselect(c, s, odd), i64x2.shl(i64x2.shr_u(q, 1), 63));
}

/** The first 192 bits of 2 / pi, in words of 64. */
function twoOverPi(word: i32): u64 {
  return word == 0 ? 0xa2f9836e4e441529 : word == 1 ? 0xfc2757d1f534ddc0 : 0xdb6295993c439041;
}

/** x as it is up to 2^20, beyond less multiples of 2 pi, within 1e-11: only bits of 2 / pi that matter are multiplied (Payne and Hanek, 1983). */
function reduced(x: f32): f64 {
  if (abs(x) <= 1048576) return x;
  if (!(abs(x) < Infinity)) return NaN;
  const word = reinterpret<u32>(x);
  // |x| is a mantissa of 24 bits times 2^e; the bits of 2 / pi from `at` on make a product below 4.
  const at = <i32>((word >>> 23) & 255) - 152;
  const window = at < 0 ? twoOverPi(0) >> -at : at % 64 == 0 ? twoOverPi(at / 64)
    : (twoOverPi(at / 64) << (at % 64)) | (twoOverPi(at / 64 + 1) >> (64 - (at % 64)));
  const quarters = <i64>(window * ((word & 0x007fffff) | 0x00800000));
  const angle = <f64>quarters * (1.5707963267948966 / 4611686018427387904.0);
  return x < 0 ? -angle : angle;
}

// @ts-ignore: decorator
@inline
function waves(x: v128, quarters: i64): v128 {
  let low = f64x2.promote_low_f32x4(x);
  let high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
  if (v128.any_true(f32x4.gt(f32x4.abs(x), splat(1048576)))) {
    low = f64x2.replace_lane(f64x2.splat(reduced(f32x4.extract_lane(x, 0))), 1, reduced(f32x4.extract_lane(x, 1)));
    high = f64x2.replace_lane(f64x2.splat(reduced(f32x4.extract_lane(x, 2))), 1, reduced(f32x4.extract_lane(x, 3)));
  }
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(wave(low, quarters)), f32x4.demote_f64x2_zero(wave(high, quarters)), 0, 2);
}

/** Sine within 1 ulp, for arguments beyond 2^20 within 1e-11 more. */
export function sin(x: v128): v128 {
  return waves(x, 0);
}

/** Cosine, as sine. */
export function cos(x: v128): v128 {
  return waves(x, 1);
}
