// What follows a product: a bias for each column, and an activation.
import { expm1, sigmoid } from './math';

/** The activation of that number (src/kernels/epilogue.ts) of four numbers. */
// @ts-ignore: decorator
@inline
function apply(v: v128, activation: i32, alpha: f32): v128 {
  const zero = f32x4.splat(0);
  switch (activation) {
    case 1:
      return f32x4.max(v, zero);
    case 2:
      return f32x4.min(f32x4.max(v, zero), f32x4.splat(6));
    case 3:
      return sigmoid(v);
    case 4:
      return v128.bitselect(v, expm1(v), f32x4.ge(v, zero));
    case 5:
      return v128.bitselect(f32x4.mul(v, f32x4.splat(alpha)), v, f32x4.lt(v, zero));
    default:
      return v;
  }
}

/** Adds `n` biases (none at 0) to `n` numbers and applies the activation. Touches nothing past them. */
export function activate(c: usize, n: i32, bias: usize, activation: i32, alpha: f32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) {
    let v = v128.load(c);
    if (bias != 0) {
      v = f32x4.add(v, v128.load(bias));
      bias += 16;
    }
    v128.store(c, apply(v, activation, alpha));
    c += 16;
  }
  for (; j < n; j++) {
    let v = v128.load32_splat(c);
    if (bias != 0) {
      v = f32x4.add(v, v128.load32_splat(bias));
      bias += 4;
    }
    v128.store_lane<f32>(c, apply(v, activation, alpha), 0);
    c += 4;
  }
}

// activateRows: [c, n, bias, activation, alpha]; an item is a row of n numbers.
export function activateRows(args: usize, begin: i32, end: i32): void {
  const n = load<i32>(args, 4);
  for (let row = begin; row < end; row++) {
    const c = <usize>load<i32>(args) + ((<usize>row * n) << 2);
    activate(c, n, <usize>load<i32>(args, 8), load<i32>(args, 12), load<f32>(args, 16));
  }
}
