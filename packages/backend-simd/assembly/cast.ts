// Changes of type: [x, y]. An item is one number; chunks are multiples of sixteen.

export function castIntToFloat(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) v128.store(y + i, f32x4.convert_i32x4_s(v128.load(x + i)));
}

/** As JavaScript does: toward zero, modulo 2^32, NaN and infinities to 0. */
function wrap(x: f32): i32 {
  const word = reinterpret<i32>(x);
  const shift = ((word >>> 23) & 255) - 150;
  // Here |x| is at least 2^31, a mantissa of 24 bits times 2^shift.
  if (shift >= 32) return 0;
  const magnitude = ((word & 0x007fffff) | 0x00800000) << shift;
  return word < 0 ? -magnitude : magnitude;
}

export function castFloatToInt(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) {
    const v = v128.load(x + i);
    v128.store(y + i, i32x4.trunc_sat_f32x4_s(v));
    if (v128.any_true(f32x4.ge(f32x4.abs(v), f32x4.splat(2147483648)))) {
      for (let j = i; j < min(i + 16, stop); j += 4) {
        const value = load<f32>(x + j);
        if (abs(value) >= 2147483648) store<i32>(y + j, wrap(value));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function storeTruths(p: usize, v: v128): void {
  const halves = i16x8.narrow_i32x4_s(v, v);
  v128.store_lane<i32>(p, v128.and(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(1)), 0);
}

export function castFloatToBool(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 4) storeTruths(y + i, f32x4.ne(v128.load(x + (i << 2)), f32x4.splat(0)));
}

export function castIntToBool(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 4) storeTruths(y + i, i32x4.ne(v128.load(x + (i << 2)), i32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function words(p: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p)));
}

export function castBoolToInt(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 4) v128.store(y + (i << 2), words(x + i));
}

export function castBoolToFloat(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  for (let i = <usize>begin; i < <usize>end; i += 4) v128.store(y + (i << 2), f32x4.convert_i32x4_s(words(x + i)));
}

/** [y, word]: the same word everywhere. */
export function fillWords(args: usize, begin: i32, end: i32): void {
  const y = <usize>load<i32>(args);
  const v = v128.load32_splat(args, 4);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 16) v128.store(y + i, v);
}
