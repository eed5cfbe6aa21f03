// softmax: [x, y, size]; an item is a row of `size` numbers.
import { exp } from './math';

/** The first `count` (1 to 3) numbers at `x`, the others as `rest`: nothing is read past them. */
// @ts-ignore: decorator
@inline
function loadPart(x: usize, count: i32, rest: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(rest), 0, load<f32>(x));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(x, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(x, 8));
  return v;
}

// @ts-ignore: decorator
@inline
function storePart(y: usize, v: v128, count: i32): void {
  store<f32>(y, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(y, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(y, f32x4.extract_lane(v, 2), 8);
}

export function softmax(args: usize, begin: i32, end: i32): void {
  const size = load<i32>(args, 8);
  const rest = size & 3;
  const whole = <usize>(size - rest) << 2;
  const step = <usize>size << 2;
  let x = <usize>load<i32>(args) + <usize>begin * step;
  let y = <usize>load<i32>(args, 4) + <usize>begin * step;
  for (let item = begin; item < end; item++) {
    let most = f32x4.splat(-Infinity);
    for (let j: usize = 0; j < whole; j += 16) most = f32x4.max(most, v128.load(x + j));
    if (rest) most = f32x4.max(most, loadPart(x + whole, rest, -Infinity));
    most = f32x4.max(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
    most = f32x4.max(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
    let a = f64x2.splat(0);
    let b = a;
    for (let j: usize = 0; j < whole; j += 16) {
      const v = exp(f32x4.sub(v128.load(x + j), most));
      v128.store(y + j, v);
      a = f64x2.add(a, f64x2.promote_low_f32x4(v));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0)));
    }
    if (rest) {
      const v = exp(f32x4.sub(loadPart(x + whole, rest, -Infinity), most));
      storePart(y + whole, v, rest);
      a = f64x2.add(a, f64x2.promote_low_f32x4(v));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0)));
    }
    a = f64x2.add(a, b);
    const sum = f32x4.splat(<f32>(f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1)));
    for (let j: usize = 0; j < whole; j += 16) v128.store(y + j, f32x4.div(v128.load(y + j), sum));
    if (rest) storePart(y + whole, f32x4.div(loadPart(y + whole, rest, 0), sum), rest);
    x += step;
    y += step;
  }
}
