// Pooling of images [batch, y, x, channel], along the channels. Taps outside of the image are skipped.
// All take [x or dx, y or dy, height, width, channels, filterHeight, filterWidth, strideY, strideX, top, left, outHeight, outWidth].
import { endTap, firstTap, get, set } from './depthwise';

// @ts-ignore: decorator
@inline
function pool<T>(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const channels = load<i32>(args, 16);
  const outHeight = load<i32>(args, 44);
  const outWidth = load<i32>(args, 48);
  for (let item = begin; item < end; item++) {
    const top = item % outHeight * load<i32>(args, 28) - load<i32>(args, 36);
    const y0 = firstTap(top, 1);
    const y1 = endTap(top, 1, height, load<i32>(args, 20));
    const image = <usize>load<i32>(args) + (item / outHeight * height * width * channels << 2);
    for (let ox = 0; ox < outWidth; ox++) {
      const left = ox * load<i32>(args, 32) - load<i32>(args, 40);
      const x0 = firstTap(left, 1);
      const x1 = endTap(left, 1, width, load<i32>(args, 24));
      const count = f32x4.splat(<f32>(max(0, y1 - y0) * max(0, x1 - x0)));
      const corner = image + (((top + y0) * width + left + x0) * channels << 2);
      const y = <usize>load<i32>(args, 4) + ((item * outWidth + ox) * channels << 2);
      for (let c = 0; c < channels; ) {
        const whole = c + 4 <= channels;
        let value = changetype<T>(0).start();
        let row = corner + (c << 2);
        for (let ky = y0; ky < y1; ky++) {
          let x = row;
          for (let kx = x0; kx < x1; kx++) {
            value = changetype<T>(0).step(value, get(x, whole));
            x += <usize>channels << 2;
          }
          row += <usize>(width * channels) << 2;
        }
        set(y + (c << 2), changetype<T>(0).stop(value, count), whole);
        c += whole ? 4 : 1;
      }
    }
  }
}

/** A number that is none is never the largest, as in tfjs. */
@unmanaged class Max {
  @inline start(): v128 { return f32x4.splat(-Infinity); }
  @inline step(value: v128, x: v128): v128 { return f32x4.pmax(value, x); }
  @inline stop(value: v128, count: v128): v128 { return value; }
}

@unmanaged class Average {
  @inline start(): v128 { return f32x4.splat(0); }
  @inline step(value: v128, x: v128): v128 { return f32x4.add(value, x); }
  @inline stop(value: v128, count: v128): v128 { return f32x4.div(value, count); }
}

// An item is a row of y.
export function poolMax(args: usize, begin: i32, end: i32): void { pool<Max>(args, begin, end); }
export function poolAverage(args: usize, begin: i32, end: i32): void { pool<Average>(args, begin, end); }

// Of equal numbers the first gets the gradient. Then [x]: the input. An item is 16 channels of an image.
export function poolMaxGrad(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const channels = load<i32>(args, 16);
  const outHeight = load<i32>(args, 44);
  const outWidth = load<i32>(args, 48);
  const groups = (channels + 15) >> 4;
  for (let item = begin; item < end; item++) {
    const image = item / groups * height * width * channels << 2;
    const dx = <usize>load<i32>(args) + image;
    const x = <usize>load<i32>(args, 52) + image;
    const first = item % groups << 4;
    const last = min(channels, first + 16);
    for (let i = 0; i < height * width; i++) memory.fill(dx + ((i * channels + first) << 2), 0, (last - first) << 2);
    let dy = <usize>load<i32>(args, 4) + (item / groups * outHeight * outWidth * channels << 2);
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * load<i32>(args, 28) - load<i32>(args, 36);
      const y0 = firstTap(top, 1);
      const y1 = endTap(top, 1, height, load<i32>(args, 20));
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * load<i32>(args, 32) - load<i32>(args, 40);
        const x0 = firstTap(left, 1);
        const x1 = endTap(left, 1, width, load<i32>(args, 24));
        for (let c = first; c < last; ) {
          const whole = c + 4 <= last;
          let largest = f32x4.splat(-Infinity);
          let place = i32x4.splat(-1);
          for (let ky = y0; ky < y1; ky++) {
            let at = ((top + ky) * width + left + x0) * channels + c << 2;
            for (let kx = x0; kx < x1; kx++) {
              const value = get(x + at, whole);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              place = v128.bitselect(i32x4.splat(at), place, larger);
              at += channels << 2;
            }
          }
          const from = dy + (c << 2);
          give(dx, i32x4.extract_lane(place, 0), from);
          if (whole) {
            give(dx + 4, i32x4.extract_lane(place, 1), from + 4);
            give(dx + 8, i32x4.extract_lane(place, 2), from + 8);
            give(dx + 12, i32x4.extract_lane(place, 3), from + 12);
          }
          c += whole ? 4 : 1;
        }
        dy += <usize>channels << 2;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function give(dx: usize, place: i32, dy: usize): void {
  if (place != -1) store<f32>(dx + place, load<f32>(dx + place) + load<f32>(dy));
}

// An item is a row of dx.
export function poolAverageGrad(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const channels = load<i32>(args, 16);
  const filterHeight = load<i32>(args, 20);
  const filterWidth = load<i32>(args, 24);
  const strideY = load<i32>(args, 28);
  const strideX = load<i32>(args, 32);
  const outHeight = load<i32>(args, 44);
  const outWidth = load<i32>(args, 48);
  const share = f32x4.splat(1 / <f32>(filterHeight * filterWidth));
  for (let item = begin; item < end; item++) {
    const y = item % height + load<i32>(args, 36);
    // Windows that hold this row, and this column.
    const y0 = firstTap(filterHeight - 1 - y, strideY);
    const y1 = min(outHeight, y / strideY + 1);
    const image = <usize>load<i32>(args, 4) + (item / height * outHeight * outWidth * channels << 2);
    for (let ix = 0; ix < width; ix++) {
      const x = ix + load<i32>(args, 40);
      const x0 = firstTap(filterWidth - 1 - x, strideX);
      const x1 = min(outWidth, x / strideX + 1);
      const dx = <usize>load<i32>(args) + ((item * width + ix) * channels << 2);
      for (let c = 0; c < channels; ) {
        const whole = c + 4 <= channels;
        let sum = f32x4.splat(0);
        for (let oy = y0; oy < y1; oy++) {
          for (let ox = x0; ox < x1; ox++) {
            sum = f32x4.add(sum, get(image + (((oy * outWidth + ox) * channels + c) << 2), whole));
          }
        }
        set(dx + (c << 2), f32x4.mul(sum, share), whole);
        c += whole ? 4 : 1;
      }
    }
  }
}
