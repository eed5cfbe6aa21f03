// Comparisons and logic, to bytes of 0 and 1; arguments as in binary.ts.
import { broadcast, Bytes, Truths } from './binary';

@unmanaged class Greater extends Truths { @inline v(a: v128, b: v128): v128 { return f32x4.gt(a, b); } }
@unmanaged class GreaterEqual extends Truths { @inline v(a: v128, b: v128): v128 { return f32x4.ge(a, b); } }
@unmanaged class Equal extends Truths { @inline v(a: v128, b: v128): v128 { return f32x4.eq(a, b); } }
@unmanaged class NotEqual extends Truths { @inline v(a: v128, b: v128): v128 { return f32x4.ne(a, b); } }
@unmanaged class GreaterInt extends Truths { @inline v(a: v128, b: v128): v128 { return i32x4.gt_s(a, b); } }
@unmanaged class GreaterEqualInt extends Truths { @inline v(a: v128, b: v128): v128 { return i32x4.ge_s(a, b); } }
@unmanaged class EqualInt extends Truths { @inline v(a: v128, b: v128): v128 { return i32x4.eq(a, b); } }
@unmanaged class NotEqualInt extends Truths { @inline v(a: v128, b: v128): v128 { return i32x4.ne(a, b); } }
/** As JavaScript's && and ||: one of the two bytes. */
@unmanaged class And extends Bytes {
  @inline v(a: v128, b: v128): v128 { return v128.bitselect(b, a, i8x16.ne(a, i8x16.splat(0))); }
}
@unmanaged class Or extends Bytes {
  @inline v(a: v128, b: v128): v128 { return v128.bitselect(a, b, i8x16.ne(a, i8x16.splat(0))); }
}

export function compareGreater(args: usize, begin: i32, end: i32): void { broadcast<Greater>(args, begin, end); }
export function compareGreaterEqual(args: usize, begin: i32, end: i32): void { broadcast<GreaterEqual>(args, begin, end); }
export function compareEqual(args: usize, begin: i32, end: i32): void { broadcast<Equal>(args, begin, end); }
export function compareNotEqual(args: usize, begin: i32, end: i32): void { broadcast<NotEqual>(args, begin, end); }
export function compareGreaterInt(args: usize, begin: i32, end: i32): void { broadcast<GreaterInt>(args, begin, end); }
export function compareGreaterEqualInt(args: usize, begin: i32, end: i32): void { broadcast<GreaterEqualInt>(args, begin, end); }
export function compareEqualInt(args: usize, begin: i32, end: i32): void { broadcast<EqualInt>(args, begin, end); }
export function compareNotEqualInt(args: usize, begin: i32, end: i32): void { broadcast<NotEqualInt>(args, begin, end); }
export function logicalAnd(args: usize, begin: i32, end: i32): void { broadcast<And>(args, begin, end); }
export function logicalOr(args: usize, begin: i32, end: i32): void { broadcast<Or>(args, begin, end); }
