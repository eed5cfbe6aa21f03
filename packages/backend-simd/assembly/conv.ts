// What convolutions need beside the product: padded images, the gradient of the filter, and the plain loops for numbers that are not finite.
import { multiplyAdd } from './lanes';
import { NR, PANELS, POSITIONS, MR, ownPanels, ownSegment, rowTable, tile, transpose4 } from './gemm';

// padImages: [x, to, height, rowBytes, top, left, paddedHeight, paddedRowBytes]; `left` in bytes. An item is a row of a padded image.
export function padImages(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 8);
  const bytes = load<i32>(args, 12);
  const paddedHeight = load<i32>(args, 24);
  const paddedBytes = load<i32>(args, 28);
  const left = min(load<i32>(args, 20), paddedBytes);
  for (let item = begin; item < end; item++) {
    const y = item % paddedHeight - load<i32>(args, 16);
    const to = <usize>load<i32>(args, 4) + item * paddedBytes;
    if (y < 0 || y >= height) {
      memory.fill(to, 0, paddedBytes);
    } else {
      // Rows and columns past the padded size are left out: some strides never reach them.
      const length = min(bytes, paddedBytes - left);
      memory.fill(to, 0, left);
      memory.copy(to + left, <usize>load<i32>(args) + (item / paddedHeight * height + y) * bytes, length);
      memory.fill(to + left + length, 0, paddedBytes - left - length);
    }
  }
}

// finite: [x, flag]; sets the flag to 1 when a number is not finite. An item is a number; chunks are multiples of four.
export function finite(args: usize, begin: i32, end: i32): void {
  const x = <usize>load<i32>(args);
  const stop = x + (<usize>end << 2);
  let sum = f32x4.splat(0);
  let p = x + (<usize>begin << 2);
  // 0 times what is not finite is NaN, and stays so.
  for (; p + 16 <= stop; p += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(p), f32x4.splat(0)));
  for (; p < stop; p += 4) sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(p), f32x4.splat(0)));
  if (v128.any_true(f32x4.ne(sum, sum))) store<i32>(<usize>load<i32>(args, 4), 1);
}

/** POSITIONS or fewer rows of a panel of patches, from the pointers to their beginnings. */
function packPatches(positions: usize, count: i32, offsets: usize, out: usize): void {
  const first = <usize>load<i32>(offsets);
  const middle = <usize>load<i32>(offsets, 16);
  // Four columns and four more that lie together are the common case.
  const vectors = <usize>load<i32>(offsets, 12) == first + 12 && <usize>load<i32>(offsets, 28) == middle + 12;
  for (let r = 0; r < count; r++) {
    const x = <usize>load<i32>(positions);
    positions += 4;
    if (vectors) {
      v128.store(out, v128.load(x + first));
      v128.store(out, v128.load(x + middle), 16);
    } else {
      store<f32>(out, load<f32>(x + first));
      store<f32>(out, load<f32>(x + load<i32>(offsets, 4)), 4);
      store<f32>(out, load<f32>(x + load<i32>(offsets, 8)), 8);
      store<f32>(out, load<f32>(x + load<i32>(offsets, 12)), 12);
      store<f32>(out, load<f32>(x + middle), 16);
      store<f32>(out, load<f32>(x + load<i32>(offsets, 20)), 20);
      store<f32>(out, load<f32>(x + load<i32>(offsets, 24)), 24);
      store<f32>(out, load<f32>(x + load<i32>(offsets, 28)), 28);
    }
    out += NR << 2;
  }
}

// filterSums: [x, dyT, positions, outChannels, width, height, xX, xY, xBatch, offsets, panels, positionsPerSplit, sums, sumRows]
// sums[split][outChannel][k] of dy times the patches of x, over the positions (batch, y, x) of a split. offsets: in a patch of x, of each
// k, a multiple of NR of them. An item is PANELS panels of one split. Steps in bytes; outChannels at most 160 at a time.
export function filterSums(args: usize, begin: i32, end: i32): void {
  const positions = load<i32>(args, 8);
  const outChannels = load<i32>(args, 12);
  const width = load<i32>(args, 16);
  const height = load<i32>(args, 20);
  const panels = load<i32>(args, 40);
  const perSplit = load<i32>(args, 44);
  const sumRows = load<i32>(args, 52);
  const groups = (panels + PANELS - 1) / PANELS;
  const table = rowTable();
  const segment = ownSegment();
  const pointers = ownPanels();
  const packed = pointers + (POSITIONS << 2);
  for (let item = begin; item < end; item++) {
    const split = item / groups;
    const firstPanel = item % groups * PANELS;
    const lastPanel = min(panels, firstPanel + PANELS);
    const sums = <usize>load<i32>(args, 48) + split * sumRows * (panels * NR * 4);
    const last = min(positions, (split + 1) * perSplit);
    for (let p = split * perSplit; p < last; p += POSITIONS) {
      const count = min(POSITIONS, last - p);
      let x = p % width;
      let y = (p / width) % height;
      let batch = p / (width * height);
      for (let r = 0; r < count; r++) {
        const at = load<i32>(args) + x * load<i32>(args, 24) + y * load<i32>(args, 28) + batch * load<i32>(args, 32);
        store<i32>(pointers + (r << 2), at);
        if (++x == width) {
          x = 0;
          if (++y == height) {
            y = 0;
            batch++;
          }
        }
      }
      for (let j = firstPanel; j < lastPanel; j++) {
        const out = packed + (j - firstPanel) * (POSITIONS * NR * 4);
        packPatches(pointers, count, <usize>load<i32>(args, 36) + (j * NR << 2), out);
      }
      store<i32>(segment, p << 2);
      store<i32>(segment, count, 4);
      for (let j = firstPanel; j < lastPanel; j++) {
        const panel = packed + (j - firstPanel) * (POSITIONS * NR * 4);
        for (let c = 0; c < outChannels; c += MR) {
          // Past the last channel, the last again: there is room for its sums.
          for (let i = 0; i < MR; i++) {
            store<i32>(table + (i << 3), load<i32>(args, 4) + min(c + i, outChannels - 1) * (positions << 2));
            store<i32>(table + (i << 3), <i32>sums + (c + i) * (panels * NR * 4), 4);
          }
          tile(table, segment, 1, panel, NR << 2, <usize>j * (NR << 2), p == split * perSplit, false);
        }
      }
    }
  }
}

// addFilterSums: [sums, splits, splitBytes, rowBytes, out, k, outChannels]; out[k][outChannel] is the sum of all splits, in their order.
// An item is four k.
export function addFilterSums(args: usize, begin: i32, end: i32): void {
  const splits = load<i32>(args, 4);
  const splitBytes = <usize>load<i32>(args, 8);
  const row = <usize>load<i32>(args, 12);
  const k = load<i32>(args, 20);
  const outChannels = load<i32>(args, 24);
  const square = ownSegment();
  for (let item = begin; item < end; item++) {
    const rows = min(4, k - item * 4);
    for (let c = 0; c < outChannels; c += 4) {
      let from = <usize>load<i32>(args) + c * row + (<usize>item << 4);
      let s0 = v128.load(from);
      let s1 = v128.load(from + row);
      let s2 = v128.load(from + 2 * row);
      let s3 = v128.load(from + 3 * row);
      for (let s = 1; s < splits; s++) {
        from += splitBytes;
        s0 = f32x4.add(s0, v128.load(from));
        s1 = f32x4.add(s1, v128.load(from + row));
        s2 = f32x4.add(s2, v128.load(from + 2 * row));
        s3 = f32x4.add(s3, v128.load(from + 3 * row));
      }
      v128.store(square, s0);
      v128.store(square, s1, 16);
      v128.store(square, s2, 32);
      v128.store(square, s3, 48);
      const to = <usize>load<i32>(args, 16) + (((item * 4) * outChannels + c) << 2);
      const step = <usize>outChannels << 2;
      if (rows == 4 && c + 4 <= outChannels) {
        transpose4(square, 16, to, step);
      } else {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < min(4, outChannels - c); x++) {
            store<f32>(to + y * step + (x << 2), load<f32>(square + (x << 4) + (y << 2)));
          }
        }
      }
    }
  }
}

/** to += from, over n numbers. */
// @ts-ignore: decorator
@inline
function addRun(from: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    from += 16;
    to += 16;
  }
  for (; i < n; i++) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    from += 4;
    to += 4;
  }
}

// gatherColumns: [columns, dx, height, width, channels, filterHeight, filterWidth, strideY, strideX, top, left, outHeight, outWidth]
// dx[b, y, x, c] is the sum of columns[b, oy, ox, ky, kx, c] over all taps that met it. An item is a row of dx.
export function gatherColumns(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 8);
  const width = load<i32>(args, 12);
  const channels = load<i32>(args, 16);
  const filterHeight = load<i32>(args, 20);
  const filterWidth = load<i32>(args, 24);
  const strideY = load<i32>(args, 28);
  const strideX = load<i32>(args, 32);
  const left = load<i32>(args, 40);
  const outHeight = load<i32>(args, 44);
  const outWidth = load<i32>(args, 48);
  const row = filterWidth * channels;
  // Outputs so far apart that they share no column of dx: what was just written is not read again at once.
  const apart = (filterWidth + strideX - 1) / strideX;
  for (let item = begin; item < end; item++) {
    const y = item % height + load<i32>(args, 36);
    const to = <usize>load<i32>(args, 4) + (item * width * channels << 2);
    memory.fill(to, 0, width * channels << 2);
    for (let ky = y % strideY; ky < filterHeight && ky <= y; ky += strideY) {
      const oy = (y - ky) / strideY;
      if (oy >= outHeight) continue;
      const columns = <usize>load<i32>(args) + (((item / height * outHeight + oy) * outWidth * filterHeight + ky) * row << 2);
      for (let part = 0; part < apart; part++) {
        for (let ox = part; ox < outWidth; ox += apart) {
          const x = ox * strideX - left;
          const first = max(0, -x);
          const last = min(filterWidth, width - x);
          const from = columns + ((ox * filterHeight * row + first * channels) << 2);
          addRun(from, to + ((x + first) * channels << 2), (last - first) * channels);
        }
      }
    }
  }
}

// The plain loops take [x or dx, filter or its gradient, y or dy, batch, height, width, channels, filterHeight, filterWidth, strideY,
// strideX, top, left, dilationY, dilationX, outHeight, outWidth, outChannels]. They skip taps outside of the image, where the fast way
// multiplies by zeros: that differs when the other factor is not finite.

/** c += a b over n numbers, of which `a` is one. */
function axpy(n: i32, a: f32, b: usize, c: usize): void {
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    v128.store(c, multiplyAdd(f32x4.splat(a), v128.load(b), v128.load(c)));
    b += 16;
    c += 16;
  }
  for (; j < n; j++) {
    store<f32>(c, load<f32>(c) + a * load<f32>(b));
    b += 4;
    c += 4;
  }
}

// An item is a row of the output.
export function plainConv(args: usize, begin: i32, end: i32): void {
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const channels = load<i32>(args, 24);
  const filterHeight = load<i32>(args, 28);
  const filterWidth = load<i32>(args, 32);
  const outHeight = load<i32>(args, 60);
  const outWidth = load<i32>(args, 64);
  const outChannels = load<i32>(args, 68);
  for (let item = begin; item < end; item++) {
    const x = <usize>load<i32>(args) + ((item / outHeight * height * width * channels) << 2);
    const y = <usize>load<i32>(args, 8) + ((item * outWidth * outChannels) << 2);
    memory.fill(y, 0, (outWidth * outChannels) << 2);
    for (let ky = 0; ky < filterHeight; ky++) {
      const iy = item % outHeight * load<i32>(args, 36) - load<i32>(args, 44) + ky * load<i32>(args, 52);
      if (iy < 0 || iy >= height) continue;
      for (let ox = 0; ox < outWidth; ox++) {
        for (let kx = 0; kx < filterWidth; kx++) {
          const ix = ox * load<i32>(args, 40) - load<i32>(args, 48) + kx * load<i32>(args, 56);
          if (ix < 0 || ix >= width) continue;
          for (let c = 0; c < channels; c++) {
            const value = load<f32>(x + (((iy * width + ix) * channels + c) << 2));
            const filter = <usize>load<i32>(args, 4) + ((((ky * filterWidth + kx) * channels + c) * outChannels) << 2);
            axpy(outChannels, value, filter, y + ((ox * outChannels) << 2));
          }
        }
      }
    }
  }
}

// No dilations. An item is a row of dx.
export function plainConvInput(args: usize, begin: i32, end: i32): void {
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
  for (let item = begin; item < end; item++) {
    const dy = <usize>load<i32>(args, 8) + ((item / height * outHeight * outWidth * outChannels) << 2);
    for (let ix = 0; ix < width; ix++) {
      for (let c = 0; c < channels; c++) {
        let sum: f32 = 0;
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = item % height + load<i32>(args, 44) - ky;
          if (y < 0 || y % strideY != 0 || y / strideY >= outHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const x = ix + load<i32>(args, 48) - kx;
            if (x < 0 || x % strideX != 0 || x / strideX >= outWidth) continue;
            const from = dy + (((y / strideY * outWidth + x / strideX) * outChannels) << 2);
            const filter = <usize>load<i32>(args, 4) + ((((ky * filterWidth + kx) * channels + c) * outChannels) << 2);
            for (let o: usize = 0; o < <usize>outChannels << 2; o += 4) sum += load<f32>(from + o) * load<f32>(filter + o);
          }
        }
        store<f32>(<usize>load<i32>(args) + (((item * width + ix) * channels + c) << 2), sum);
      }
    }
  }
}

// No dilations. An item is a tap of one channel.
export function plainConvFilter(args: usize, begin: i32, end: i32): void {
  const batch = load<i32>(args, 12);
  const height = load<i32>(args, 16);
  const width = load<i32>(args, 20);
  const channels = load<i32>(args, 24);
  const filterWidth = load<i32>(args, 32);
  const outHeight = load<i32>(args, 60);
  const outWidth = load<i32>(args, 64);
  const outChannels = load<i32>(args, 68);
  for (let item = begin; item < end; item++) {
    const to = <usize>load<i32>(args, 4) + ((item * outChannels) << 2);
    const c = item % channels;
    const kx = item / channels % filterWidth;
    const ky = item / channels / filterWidth;
    memory.fill(to, 0, outChannels << 2);
    for (let b = 0; b < batch; b++) {
      for (let oy = 0; oy < outHeight; oy++) {
        const y = oy * load<i32>(args, 36) - load<i32>(args, 44) + ky;
        if (y < 0 || y >= height) continue;
        for (let ox = 0; ox < outWidth; ox++) {
          const x = ox * load<i32>(args, 40) - load<i32>(args, 48) + kx;
          if (x < 0 || x >= width) continue;
          const value = load<f32>(<usize>load<i32>(args) + ((((b * height + y) * width + x) * channels + c) << 2));
          axpy(outChannels, value, <usize>load<i32>(args, 8) + ((((b * outHeight + oy) * outWidth + ox) * outChannels) << 2), to);
        }
      }
    }
  }
}
