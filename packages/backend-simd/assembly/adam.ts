// One step of AdamW (Loshchilov and Hutter, 2019) of one tensor, in 64-bit floats, in the order of the loop in JavaScript that other
// backends run, so that the bits are the same.

/** Two of the numbers of 64 bits after the pointers. */
// @ts-ignore: decorator
@inline
function scalar(args: usize, index: usize): v128 {
  return v128.load64_splat(args + 32 + 8 * index);
}

/**
 * [x, g, m, v, new x, new m, new v, 0, then of 64 bits: scale, beta1, 1 - beta1, beta2, 1 - beta2, keep, rate, inverse, epsilon]; an
 * item is one number; chunks are even.
 */
export function adam(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const g = <usize>load<i32>(args, 4);
  const m = <usize>load<i32>(args, 8);
  const v = <usize>load<i32>(args, 12);
  const newX = <usize>load<i32>(args, 16);
  const newM = <usize>load<i32>(args, 20);
  const newV = <usize>load<i32>(args, 24);
  const scale = scalar(args, 0);
  const beta1 = scalar(args, 1);
  const rest1 = scalar(args, 2);
  const beta2 = scalar(args, 3);
  const rest2 = scalar(args, 4);
  const keep = scalar(args, 5);
  const rate = scalar(args, 6);
  const inverse = scalar(args, 7);
  const epsilon = scalar(args, 8);
  const stop = <usize>end << 2;
  for (let i = <usize>begin << 2; i < stop; i += 8) {
    const gradient = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(g + i)), scale);
    const mean = f64x2.add(f64x2.mul(beta1, f64x2.promote_low_f32x4(v128.load64_zero(m + i))), f64x2.mul(rest1, gradient));
    const square = f64x2.add(
      f64x2.mul(beta2, f64x2.promote_low_f32x4(v128.load64_zero(v + i))),
      f64x2.mul(f64x2.mul(rest2, gradient), gradient),
    );
    const root = f64x2.add(f64x2.sqrt(f64x2.mul(square, inverse)), epsilon);
    const kept = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x + i)), keep);
    const next = f64x2.sub(kept, f64x2.div(f64x2.mul(rate, mean), root));
    v128.store_lane<i64>(newX + i, f32x4.demote_f64x2_zero(next), 0);
    v128.store_lane<i64>(newM + i, f32x4.demote_f64x2_zero(mean), 0);
    v128.store_lane<i64>(newV + i, f32x4.demote_f64x2_zero(square), 0);
  }
}
