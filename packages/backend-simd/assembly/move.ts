// Copies between two layouts of the same numbers: whatever only moves numbers (transpose, slice, pad, concat, tile, reverse, ...) is one
// or a few of these. A layout is a step for each axis; an item of work is a stretch of the innermost axis, up to `block` of it.
//
// Arguments: [from, to, width, block, fromStep, toStep, rows, n0..n4, f0..f4, t0..t4]
// - width: length of the innermost axis, in bytes for rowsCopy and rowsFill1, else in numbers; steps along it are in bytes
// - rows: for transposeBlocks, length of the other axis of the matrices
// - n0..n4: lengths of the outer axes, outermost first, n4 that of the stretches; f and t: their steps in both layouts, in bytes

/** Four rows of four numbers, transposed, `step` bytes apart on both sides. */
// @ts-ignore: decorator
@inline
function transpose4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromStep);
  const r2 = v128.load(from + 2 * fromStep);
  const r3 = v128.load(from + 3 * fromStep);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + toStep, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<f64>(high01, high23, 1, 3));
}

/** Four numbers that are a step apart. */
// @ts-ignore: decorator
@inline
function gather4(from: usize, step: usize): v128 {
  let four = v128.load32_zero(from);
  four = v128.load_lane<u32>(from + step, four, 1);
  four = v128.load_lane<u32>(from + (step << 1), four, 2);
  return v128.load_lane<u32>(from + step * 3, four, 3);
}

/** Copies bytes between stretches that do not overlap: short ones without a call, and none of them byte by byte. */
export function copyBytes(from: usize, to: usize, bytes: usize): void {
  if (bytes >= 16) {
    if (bytes > 1024) {
      memory.copy(to, from, bytes);
      return;
    }
    const last = bytes - 16;
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i));
    // The last sixteen, some of them for the second time.
    v128.store(to + last, v128.load(from + last));
    return;
  }
  if (bytes & 8) {
    store<u64>(to, load<u64>(from));
    to += 8;
    from += 8;
  }
  if (bytes & 4) {
    store<u32>(to, load<u32>(from));
    to += 4;
    from += 4;
  }
  if (bytes & 2) {
    store<u16>(to, load<u16>(from));
    to += 2;
    from += 2;
  }
  if (bytes & 1) store<u8>(to, load<u8>(from));
}

/** Sets `count` numbers to one value. */
export function fillNumbers(value: u32, to: usize, count: i32): void {
  const bytes = <usize>count << 2;
  const wide = i32x4.splat(value);
  if (bytes >= 16) {
    const last = bytes - 16;
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, wide);
    v128.store(to + last, wide);
  } else {
    for (let i: usize = 0; i < bytes; i += 4) store<u32>(to + i, value);
  }
}

@unmanaged class Copy {
  @inline row(from: usize, to: usize, count: i32, _fromStep: usize, _toStep: usize, _rows: i32): void {
    copyBytes(from, to, count);
  }
}
@unmanaged class Fill1 {
  @inline row(from: usize, to: usize, count: i32, _fromStep: usize, _toStep: usize, _rows: i32): void {
    memory.fill(to, load<u8>(from), count);
  }
}
@unmanaged class Fill4 {
  @inline row(from: usize, to: usize, count: i32, _fromStep: usize, _toStep: usize, _rows: i32): void {
    fillNumbers(load<u32>(from), to, count);
  }
}
@unmanaged class Step1 {
  @inline row(from: usize, to: usize, count: i32, fromStep: usize, toStep: usize, _rows: i32): void {
    for (let i = 0; i < count; i++) {
      store<u8>(to, load<u8>(from));
      from += fromStep;
      to += toStep;
    }
  }
}
@unmanaged class Step4 {
  @inline row(from: usize, to: usize, count: i32, fromStep: usize, toStep: usize, _rows: i32): void {
    for (let i = 0; i < count; i++) {
      store<u32>(to, load<u32>(from));
      from += fromStep;
      to += toStep;
    }
  }
}
/** `count` neighbors of `rows` rows become `count` rows of `rows` neighbors. */
@unmanaged class Blocks {
  @inline row(from: usize, to: usize, count: i32, fromStep: usize, toStep: usize, rows: i32): void {
    let q = 0;
    // Whole cache lines of `to` at a time: lines a power of two apart share few places in the cache.
    for (; q + 16 <= rows; q += 16) {
      let p = 0;
      for (; p + 4 <= count; p += 4) {
        const read = from + (<usize>p << 2);
        const write = to + <usize>p * toStep;
        transpose4(read, fromStep, write, toStep);
        transpose4(read + (fromStep << 2), fromStep, write + 16, toStep);
        transpose4(read + (fromStep << 3), fromStep, write + 32, toStep);
        transpose4(read + fromStep * 12, fromStep, write + 48, toStep);
      }
      for (; p < count; p++) {
        let read = from + (<usize>p << 2);
        const write = to + <usize>p * toStep;
        for (let i: usize = 0; i < 64; i += 16) {
          v128.store(write + i, gather4(read, fromStep));
          read += fromStep << 2;
        }
      }
      from += fromStep << 4;
      to += 64;
    }
    for (; q + 4 <= rows; q += 4) {
      let p = 0;
      let read = from;
      let write = to;
      for (; p + 4 <= count; p += 4) {
        transpose4(read, fromStep, write, toStep);
        read += 16;
        write += toStep << 2;
      }
      for (; p < count; p++) {
        v128.store(write, gather4(read, fromStep));
        read += 4;
        write += toStep;
      }
      from += fromStep << 2;
      to += 16;
    }
    for (; q < rows; q++) {
      let read = from;
      let write = to;
      for (let p = 0; p < count; p++) {
        store<u32>(write, load<u32>(read));
        read += 4;
        write += toStep;
      }
      from += fromStep;
      to += 4;
    }
  }
}

/** Visits the items in order, moving both positions on by additions alone. */
// @ts-ignore: decorator
@inline
function walk<T>(args: usize, begin: i32, end: i32): void {
  let from = <usize>load<i32>(args);
  let to = <usize>load<i32>(args, 4);
  const width = load<i32>(args, 8);
  const block = load<i32>(args, 12);
  const fromStep = <usize>load<i32>(args, 16);
  const toStep = <usize>load<i32>(args, 20);
  const rows = load<i32>(args, 24);
  const n1 = load<i32>(args, 32), n2 = load<i32>(args, 36), n3 = load<i32>(args, 40), n4 = load<i32>(args, 44);
  const f0 = load<i32>(args, 48), f1 = load<i32>(args, 52), f2 = load<i32>(args, 56), f3 = load<i32>(args, 60);
  const t0 = load<i32>(args, 68), t1 = load<i32>(args, 72), t2 = load<i32>(args, 76), t3 = load<i32>(args, 80);
  const f4 = load<i32>(args, 64), t4 = load<i32>(args, 84);
  let rest = begin;
  let i4 = rest % n4;
  rest /= n4;
  let i3 = rest % n3;
  rest /= n3;
  let i2 = rest % n2;
  rest /= n2;
  let i1 = rest % n1;
  const i0 = rest / n1;
  from += i0 * f0 + i1 * f1 + i2 * f2 + i3 * f3 + i4 * f4;
  to += i0 * t0 + i1 * t1 + i2 * t2 + i3 * t3 + i4 * t4;
  // From the end of an axis to the next place on the one around it.
  const fromJump3 = f3 - n4 * f4, fromJump2 = f2 - n3 * f3, fromJump1 = f1 - n2 * f2, fromJump0 = f0 - n1 * f1;
  const toJump3 = t3 - n4 * t4, toJump2 = t2 - n3 * t3, toJump1 = t1 - n2 * t2, toJump0 = t0 - n1 * t1;
  for (let item = begin; item < end; item++) {
    changetype<T>(0).row(from, to, min(block, width - i4 * block), fromStep, toStep, rows);
    from += f4;
    to += t4;
    if (++i4 < n4) continue;
    i4 = 0;
    from += fromJump3;
    to += toJump3;
    if (++i3 < n3) continue;
    i3 = 0;
    from += fromJump2;
    to += toJump2;
    if (++i2 < n2) continue;
    i2 = 0;
    from += fromJump1;
    to += toJump1;
    if (++i1 < n1) continue;
    i1 = 0;
    from += fromJump0;
    to += toJump0;
  }
}

export function moveCopy(args: usize, begin: i32, end: i32): void { walk<Copy>(args, begin, end); }
export function moveFill1(args: usize, begin: i32, end: i32): void { walk<Fill1>(args, begin, end); }
export function moveFill4(args: usize, begin: i32, end: i32): void { walk<Fill4>(args, begin, end); }
export function moveStep1(args: usize, begin: i32, end: i32): void { walk<Step1>(args, begin, end); }
export function moveStep4(args: usize, begin: i32, end: i32): void { walk<Step4>(args, begin, end); }
export function moveBlocks(args: usize, begin: i32, end: i32): void { walk<Blocks>(args, begin, end); }
