// Images [batch, height, width, depth] in another size, by tables of where each row and column of one lies in the other.
import { copyBytes } from './move';

// @ts-ignore: decorator
@inline
function word(table: usize, index: i32): i32 {
  return load<i32>(table + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function real(table: usize, index: i32): f32 {
  return load<f32>(table + (<usize>index << 2));
}

// resizeNearest: [x, y, rows, columns, height, width, outHeight, outWidth, pixelBytes]; an item is a row of y.
export function resizeNearest(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const y = <usize>load<i32>(args, 4);
  const rows = <usize>load<i32>(args, 8);
  const columns = <usize>load<i32>(args, 12);
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const outHeight = load<i32>(args, 24);
  const outWidth = load<i32>(args, 28);
  const bytes = <usize>load<i32>(args, 32);
  for (let item = begin; item < end; item++) {
    const from = x + <usize>((item / outHeight * height + word(rows, item % outHeight)) * width) * bytes;
    let to = y + <usize>(item * outWidth) * bytes;
    for (let c = 0; c < outWidth; c++) {
      const pixel = from + <usize>word(columns, c) * bytes;
      if (bytes == 4) store<u32>(to, load<u32>(pixel));
      else copyBytes(pixel, to, bytes);
      to += bytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function mix4(a: v128, b: v128, t: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), t));
}

// @ts-ignore: decorator
@inline
function mix(a: f32, b: f32, t: f32): f32 {
  return a + (b - a) * t;
}

/** Sums or mixes of rows, a row for each chunk of items: a chunk is one thread's. */
// @ts-ignore: decorator
@inline
function bufferOf(base: i32, begin: i32, chunk: i32, bytes: usize): usize {
  return <usize>base + <usize>(begin / chunk) * ((bytes + 31) & ~15);
}

// resizeBilinear: [x, y, rows, columns, height, width, outHeight, outWidth, depth, buffers, chunk]; tables are three rows: low, high,
// fraction. An item is a row of y: two rows of x are mixed as a whole, then their neighbors.
export function resizeBilinear(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const rows = <usize>load<i32>(args, 8);
  const columns = <usize>load<i32>(args, 12);
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const outHeight = load<i32>(args, 24);
  const outWidth = load<i32>(args, 28);
  const bytes = <usize>load<i32>(args, 32) << 2;
  const rowBytes = <usize>width * bytes;
  const mixed = bufferOf(load<i32>(args, 36), begin, load<i32>(args, 40), rowBytes);
  let to = <usize>load<i32>(args, 4) + <usize>(begin * outWidth) * bytes;
  for (let item = begin; item < end; item++) {
    const image = item / outHeight * height;
    const r = item % outHeight;
    const top = x + <usize>(image + word(rows, r)) * rowBytes;
    const bottom = x + <usize>(image + word(rows, outHeight + r)) * rowBytes;
    const down = real(rows, 2 * outHeight + r);
    const down4 = f32x4.splat(down);
    let i: usize = 0;
    for (; i + 16 <= rowBytes; i += 16) v128.store(mixed + i, mix4(v128.load(top + i), v128.load(bottom + i), down4));
    for (; i < rowBytes; i += 4) store<f32>(mixed + i, mix(load<f32>(top + i), load<f32>(bottom + i), down));
    const stop = to + <usize>outWidth * bytes;
    for (let c = 0; c < outWidth; c++) {
      const left = mixed + <usize>word(columns, c) * bytes;
      const right = mixed + <usize>word(columns, outWidth + c) * bytes;
      const across = real(columns, 2 * outWidth + c);
      const across4 = f32x4.splat(across);
      let d: usize = 0;
      // What a vector writes past its pixel, the next pixel writes over; but never past the row, which may be another thread's.
      for (; d < bytes && to + d + 16 <= stop; d += 16) {
        v128.store(to + d, mix4(v128.load(left + d), v128.load(right + d), across4));
      }
      for (; d < bytes; d += 4) store<f32>(to + d, mix(load<f32>(left + d), load<f32>(right + d), across));
      to += bytes;
    }
  }
}

/** to += from * weight, over some numbers. */
// @ts-ignore: decorator
@inline
function addScaled(to: usize, from: usize, bytes: usize, weight: f32): void {
  const weight4 = f32x4.splat(weight);
  let d: usize = 0;
  for (; d + 16 <= bytes; d += 16) {
    v128.store(to + d, f32x4.add(v128.load(to + d), f32x4.mul(v128.load(from + d), weight4)));
  }
  for (; d < bytes; d += 4) store<f32>(to + d, load<f32>(to + d) + load<f32>(from + d) * weight);
}

// resizeGrad: [dy, dx, starts, sources, weights, columns, height, width, outHeight, outWidth, depth, taps, buffers, chunk]; row r of an
// image of dx gets the rows sources[starts[r] .. starts[r + 1]] of dy by their weights, summed as a whole before they are spread over its
// columns. `columns` has, for each of `taps`, a row of places in dx and one of weights. An item is a row of dx.
export function resizeGrad(args: usize, begin: i32, end: i32): void {
  const dy = <usize>load<i32>(args);
  const dx = <usize>load<i32>(args, 4);
  const starts = <usize>load<i32>(args, 8);
  const sources = <usize>load<i32>(args, 12);
  const weights = <usize>load<i32>(args, 16);
  const columns = <usize>load<i32>(args, 20);
  const height = load<i32>(args, 24);
  const width = load<i32>(args, 28);
  const outHeight = load<i32>(args, 32);
  const outWidth = load<i32>(args, 36);
  const bytes = <usize>load<i32>(args, 40) << 2;
  const taps = load<i32>(args, 44);
  const outBytes = <usize>outWidth * bytes;
  const sum = bufferOf(load<i32>(args, 48), begin, load<i32>(args, 52), outBytes);
  for (let item = begin; item < end; item++) {
    const image = item / height * outHeight;
    const r = item % height;
    const to = dx + <usize>(item * width) * bytes;
    memory.fill(to, 0, <usize>width * bytes);
    const stop = word(starts, r + 1);
    let i = word(starts, r);
    if (i == stop) continue;
    memory.fill(sum, 0, outBytes);
    for (; i < stop; i++) addScaled(sum, dy + <usize>(image + word(sources, i)) * outBytes, outBytes, real(weights, i));
    let from = sum;
    for (let c = 0; c < outWidth; c++) {
      for (let tap = 0; tap < taps; tap++) {
        const at = 2 * tap * outWidth + c;
        addScaled(to + <usize>word(columns, at) * bytes, from, bytes, real(columns, at + outWidth));
      }
      from += bytes;
    }
  }
}
