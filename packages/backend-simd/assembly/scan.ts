// Running sums and products of a tensor [outer, size, width] along its middle axis, in the order and the precision of the definition:
// [x, y, size, width, panels, exclusive, reverse]. An item is a panel of columns of one outer index.
import { PANEL } from './reduce-plan';

@unmanaged class Sum {
  @inline first(): v128 { return f32x4.splat(0); }
  @inline v(a: v128, b: v128): v128 { return f32x4.add(a, b); }
}
@unmanaged class Product {
  @inline first(): v128 { return f32x4.splat(1); }
  @inline v(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
}
@unmanaged class SumInt {
  @inline first(): v128 { return i32x4.splat(0); }
  @inline v(a: v128, b: v128): v128 { return i32x4.add(a, b); }
}

/** Four columns where `wide`, else one. `step` may run backwards. */
// @ts-ignore: decorator
@inline
function line<T>(x: usize, y: usize, size: i32, step: usize, exclusive: bool, wide: bool): void {
  let running = changetype<T>(0).first();
  for (let i = 0; i < size; i++) {
    const next = changetype<T>(0).v(running, wide ? v128.load(x) : v128.load32_splat(x));
    const value = exclusive ? running : next;
    if (wide) v128.store(y, value);
    else v128.store_lane<i32>(y, value, 0);
    running = next;
    x += step;
    y += step;
  }
}

// @ts-ignore: decorator
@inline
function scan<T>(args: usize, begin: i32, end: i32): void {
  const size = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const panels = load<i32>(args, 16);
  const exclusive = load<i32>(args, 20) != 0;
  const reverse = load<i32>(args, 24) != 0;
  const row = <usize>width << 2;
  const step: usize = reverse ? <usize>0 - row : row;
  for (let item = begin; item < end; item++) {
    const at = <usize>(item / panels) * size * row + (reverse ? <usize>(size - 1) * row : 0);
    let j = (item % panels) * PANEL;
    const right = min(width, j + PANEL);
    let x = <usize>load<i32>(args) + at + (<usize>j << 2);
    let y = <usize>load<i32>(args, 4) + at + (<usize>j << 2);
    for (; j + 4 <= right; j += 4) {
      line<T>(x, y, size, step, exclusive, true);
      x += 16;
      y += 16;
    }
    for (; j < right; j++) {
      line<T>(x, y, size, step, exclusive, false);
      x += 4;
      y += 4;
    }
  }
}

export function cumsum(args: usize, begin: i32, end: i32): void { scan<Sum>(args, begin, end); }
export function cumsumInt(args: usize, begin: i32, end: i32): void { scan<SumInt>(args, begin, end); }
export function cumprod(args: usize, begin: i32, end: i32): void { scan<Product>(args, begin, end); }
