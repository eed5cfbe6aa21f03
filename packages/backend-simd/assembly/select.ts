// select: [condition, t, e, y]: t where the byte of the condition is 1, else e. An item is one number; chunks are multiples of sixteen.

/** The masks of four bytes: all ones where a byte is 1. */
// @ts-ignore: decorator
@inline
function masks(p: usize): v128 {
  return i32x4.eq(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p))), i32x4.splat(1));
}

/** Of numbers of 32 bits. */
export function selectWords(args: usize, begin: i32, end: i32): void {
  const condition = <usize>load<i32>(args);
  const t = <usize>load<i32>(args, 4);
  const e = <usize>load<i32>(args, 8);
  const y = <usize>load<i32>(args, 12);
  for (let i = <usize>begin; i < <usize>end; i += 4) {
    const at = i << 2;
    v128.store(y + at, v128.bitselect(v128.load(t + at), v128.load(e + at), masks(condition + i)));
  }
}

/** Of bytes. */
export function selectBytes(args: usize, begin: i32, end: i32): void {
  const condition = <usize>load<i32>(args);
  const t = <usize>load<i32>(args, 4);
  const e = <usize>load<i32>(args, 8);
  const y = <usize>load<i32>(args, 12);
  for (let i = <usize>begin; i < <usize>end; i += 16) {
    const chosen = i8x16.eq(v128.load(condition + i), i8x16.splat(1));
    v128.store(y + i, v128.bitselect(v128.load(t + i), v128.load(e + i), chosen));
  }
}
