// Depthwise convolutions, each channel by itself: all loops run along the channels, four at a time. Arguments as those of the plain
// loops in conv.ts. Taps outside of the image are skipped.
import { multiplyAdd } from './lanes';

/** Four numbers, or one of them where there are no four. */
// @ts-ignore: decorator
@inline
export function get(p: usize, whole: bool): v128 {
  return whole ? v128.load(p) : v128.load32_splat(p);
}

// @ts-ignore: decorator
@inline
export function set(p: usize, v: v128, whole: bool): void {
  if (whole) v128.store(p, v);
  else v128.store_lane<f32>(p, v, 0);
}

/** The first tap of a patch that lies in the image, where the patch begins at `corner`. */
// @ts-ignore: decorator
@inline
export function firstTap(corner: i32, dilation: i32): i32 {
  return corner < 0 ? (dilation - 1 - corner) / dilation : 0;
}

/** The end of the taps that lie in an image of that size. */
// @ts-ignore: decorator
@inline
export function endTap(corner: i32, dilation: i32, size: i32, taps: i32): i32 {
  return size <= corner ? 0 : min(taps, (size - corner + dilation - 1) / dilation);
}

// An item is a row of y.
export function depthwise(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const channels = load<i32>(args, 24);
  const filterWidth = load<i32>(args, 32);
  const dilationY = load<i32>(args, 52);
  const dilationX = load<i32>(args, 56);
  const outHeight = load<i32>(args, 60);
  const outWidth = load<i32>(args, 64);
  const outChannels = load<i32>(args, 68);
  const multiplier = outChannels / channels;
  const stepX = dilationX * channels << 2;
  const stepY = dilationY * width * channels << 2;
  const filter = <usize>load<i32>(args, 4);
  for (let item = begin; item < end; item++) {
    const top = item % outHeight * load<i32>(args, 36) - load<i32>(args, 44);
    const y0 = firstTap(top, dilationY);
    const y1 = endTap(top, dilationY, height, load<i32>(args, 28));
    const image = <usize>load<i32>(args) + (item / outHeight * height * width * channels << 2);
    for (let ox = 0; ox < outWidth; ox++) {
      const left = ox * load<i32>(args, 40) - load<i32>(args, 48);
      const x0 = firstTap(left, dilationX);
      const x1 = endTap(left, dilationX, width, filterWidth);
      const corner = image + ((top * width + left) * channels << 2);
      const y = <usize>load<i32>(args, 8) + ((item * outWidth + ox) * outChannels << 2);
      for (let o = 0; o < outChannels; ) {
        const whole = multiplier == 1 && o + 4 <= outChannels;
        let sum = f32x4.splat(0);
        for (let ky = y0; ky < y1; ky++) {
          let x = corner + ky * stepY + x0 * stepX + (o / multiplier << 2);
          let w = filter + (((ky * filterWidth + x0) * outChannels + o) << 2);
          for (let kx = x0; kx < x1; kx++) {
            sum = multiplyAdd(get(x, whole), get(w, whole), sum);
            x += stepX;
            w += <usize>outChannels << 2;
          }
        }
        set(y + (o << 2), sum, whole);
        o += whole ? 4 : 1;
      }
    }
  }
}

// No dilations. An item is a row of dx.
export function depthwiseInput(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const channels = load<i32>(args, 24);
  const filterHeight = load<i32>(args, 28);
  const filterWidth = load<i32>(args, 32);
  const strideY = load<i32>(args, 36);
  const strideX = load<i32>(args, 40);
  const outHeight = load<i32>(args, 60);
  const outWidth = load<i32>(args, 64);
  const outChannels = load<i32>(args, 68);
  const multiplier = outChannels / channels;
  const filter = <usize>load<i32>(args, 4);
  for (let item = begin; item < end; item++) {
    const dy = <usize>load<i32>(args, 8) + (item / height * outHeight * outWidth * outChannels << 2);
    const y = item % height + load<i32>(args, 44);
    for (let ix = 0; ix < width; ix++) {
      const x = ix + load<i32>(args, 48);
      const dx = <usize>load<i32>(args) + ((item * width + ix) * channels << 2);
      for (let c = 0; c < channels; ) {
        const whole = multiplier == 1 && c + 4 <= channels;
        let sum = f32x4.splat(0);
        for (let ky = y % strideY; ky < filterHeight && ky <= y; ky += strideY) {
          const oy = (y - ky) / strideY;
          if (oy >= outHeight) continue;
          for (let kx = x % strideX; kx < filterWidth && kx <= x; kx += strideX) {
            const ox = (x - kx) / strideX;
            if (ox >= outWidth) continue;
            const from = dy + (((oy * outWidth + ox) * outChannels + c * multiplier) << 2);
            const w = filter + (((ky * filterWidth + kx) * outChannels + c * multiplier) << 2);
            for (let m: usize = 0; m < <usize>multiplier << 2; m += 4) {
              sum = multiplyAdd(get(from + m, whole), get(w + m, whole), sum);
            }
          }
        }
        set(dx + (c << 2), sum, whole);
        c += whole ? 4 : 1;
      }
    }
  }
}

// No dilations; then [sums]: sums[image][filter row] of its own. An item is a row of the filter for one image.
export function depthwiseFilter(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const channels = load<i32>(args, 24);
  const filterHeight = load<i32>(args, 28);
  const filterWidth = load<i32>(args, 32);
  const strideY = load<i32>(args, 36);
  const strideX = load<i32>(args, 40);
  const outHeight = load<i32>(args, 60);
  const outWidth = load<i32>(args, 64);
  const outChannels = load<i32>(args, 68);
  const multiplier = outChannels / channels;
  for (let item = begin; item < end; item++) {
    const batch = item / filterHeight;
    const top = item % filterHeight - load<i32>(args, 44);
    const y0 = firstTap(top, strideY);
    const y1 = endTap(top, strideY, height, outHeight);
    for (let kx = 0; kx < filterWidth; kx++) {
      const left = kx - load<i32>(args, 48);
      const x0 = firstTap(left, strideX);
      const x1 = endTap(left, strideX, width, outWidth);
      for (let o = 0; o < outChannels; ) {
        const whole = multiplier == 1 && o + 4 <= outChannels;
        let sum = f32x4.splat(0);
        for (let oy = y0; oy < y1; oy++) {
          const row = (batch * height + oy * strideY + top) * width + left;
          let x = <usize>load<i32>(args) + (((row + x0 * strideX) * channels + o / multiplier) << 2);
          let dy = <usize>load<i32>(args, 8) + ((((batch * outHeight + oy) * outWidth + x0) * outChannels + o) << 2);
          for (let ox = x0; ox < x1; ox++) {
            sum = multiplyAdd(get(x, whole), get(dy, whole), sum);
            x += <usize>(strideX * channels) << 2;
            dy += <usize>outChannels << 2;
          }
        }
        set(<usize>load<i32>(args, 72) + (((item * filterWidth + kx) * outChannels + o) << 2), sum, whole);
        o += whole ? 4 : 1;
      }
    }
  }
}

// addImages: [sums, images, size, out]; out is the sum of the rows of sums, in their order. An item is a number; chunks of four.
export function addImages(args: usize, begin: i32, end: i32): void {
  const images = load<i32>(args, 4);
  const step = <usize>load<i32>(args, 8) << 2;
  for (let i = begin; i < end; ) {
    const whole = i + 4 <= end;
    let from = <usize>load<i32>(args) + (i << 2);
    let sum = f32x4.splat(0);
    for (let b = 0; b < images; b++) {
      sum = f32x4.add(sum, get(from, whole));
      from += step;
    }
    set(<usize>load<i32>(args, 12) + (i << 2), sum, whole);
    i += whole ? 4 : 1;
  }
}
