import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import { type ConvAttrs, geometry } from './conv';
import { allFinite, type Geometry, plainArgs, reachesOut, type Window, withWindow } from './conv-geometry';
import type { Call } from './kernel';
import { pack, packedBytes, product, type Segment } from './product';

const FEW_CHANNELS = 3;

/**
 * Positions of the input along one axis that are the same distance from a multiple of the stride: every `stride`-th from `first` on. They
 * meet the same taps of the filter, `tap`, `tap + stride`, ..., `taps` in number, at consecutive outputs; the first of them meets
 * output `out` with its first tap, output `out - 1` with the next.
 */
interface Phase {
  readonly first: number;
  readonly count: number;
  readonly tap: number;
  readonly taps: number;
  readonly out: number;
}

function phasesOf(size: number, filter: number, stride: number, before: number): Phase[] {
  const phases: Phase[] = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const tap = (first + before) % stride;
    phases.push({
      first,
      count: Math.ceil((size - first) / stride),
      tap,
      taps: tap < filter ? Math.ceil((filter - tap) / stride) : 0,
      out: Math.floor((first + before) / stride),
    });
  }
  return phases;
}

/** How far the phases reach before the first output and how many they see from there on. */
function reach(phases: readonly Phase[]): [before: number, length: number] {
  const used = phases.filter(({ taps }) => taps > 0);
  const before = Math.max(0, ...used.map(({ taps, out }) => taps - 1 - out));
  return [before, before + Math.max(1, ...used.map(({ out, count }) => out + count))];
}

/** Products of dy with the whole filter, added where they belong: for few channels, where tiles of the gradient would be empty. */
function byColumns(backend: SimdBackend, info: Geometry, dy: number, filter: number, dx: number): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels: k } = info;
  const n = info.filterHeight * info.filterWidth * inChannels;
  const m = batchSize * outHeight * outWidth;
  const packed = packedBytes(k, n);
  backend.withScratch(packed + m * n * 4, (scratch) => {
    const columns = scratch + packed;
    pack(backend, filter, scratch, { n, columnStep: k * 4, length: k, step: 4 });
    const rows = { width: m, height: 1, aX: k * 4, cX: n * 4 };
    product(backend, { matrices: [dy, scratch, columns], m, n, rows, segments: [[0, k]] });
    const args = [columns, dx, inHeight, inWidth, inChannels, info.filterHeight, info.filterWidth];
    backend.team.run(
      'gatherColumns',
      [...args, info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left, outHeight, outWidth],
      batchSize * inHeight,
      Math.ceil(8192 / (inWidth * inChannels)),
    );
  });
}

/** For each phase of rows and columns, a product of patches of dy with the part of the filter that it meets. */
function byPhases(
  backend: SimdBackend,
  info: Geometry,
  dy: number,
  filter: number,
  dx: number,
  [vertical, horizontal, window]: readonly [Phase[], Phase[], Window],
): void {
  const { batchSize, inHeight, inWidth, inChannels: n, outHeight, outWidth, outChannels, filterWidth } = info;
  const { strideHeight, strideWidth } = info;
  const size = { batch: batchSize, height: outHeight, width: outWidth, channels: outChannels };
  const tapBytes = n * outChannels * 4;
  // Phases of the same sizes are one job.
  const groups = new Map<string, [Phase, Phase][]>();
  for (const y of vertical) {
    for (const x of horizontal) {
      const key = [y.count, y.taps, x.count, x.taps].join();
      groups.set(key, [...(groups.get(key) ?? []), [y, x]]);
    }
  }
  withWindow(backend, dy, size, window, (images) => {
    for (const group of groups.values()) {
      const [y, x] = group[0];
      const k = y.taps * x.taps * outChannels;
      const segments: Segment[] = [];
      if (k > 0) for (let tap = 0; tap < y.taps; tap++) segments.push([tap * images.y, x.taps * outChannels]);
      const each = packedBytes(k, n);
      backend.withScratch(Math.max(1, each * group.length), (packed) => {
        const matrices = group.flatMap(([v, h], i) => {
          // Taps in the order of the outputs, which is from the last to the first.
          const [tapY, tapX] = [v.tap + (v.taps - 1) * strideHeight, h.tap + (h.taps - 1) * strideWidth];
          if (k > 0) {
            pack(backend, filter + (tapY * filterWidth + tapX) * tapBytes, packed + i * each, {
              ...{ n, columnStep: outChannels * 4, length: outChannels, step: 4 },
              ...{ runs: v.taps, runStep: -strideHeight * filterWidth * tapBytes },
              ...{ innerRuns: h.taps, innerStep: -strideWidth * tapBytes },
            });
          }
          const top = (v.out - v.taps + 1 + window.top) * images.y;
          const left = (h.out - h.taps + 1 + window.left) * images.x;
          return [images.pointer + top + left, packed + i * each, dx + (v.first * inWidth + h.first) * n * 4];
        });
        const rows = {
          ...{ width: x.count, height: y.count },
          ...{ aX: images.x, aY: images.y, aBatch: images.batch },
          ...{ cX: strideWidth * n * 4, cY: strideHeight * inWidth * n * 4, cBatch: inHeight * inWidth * n * 4 },
        };
        product(backend, { matrices, m: batchSize * y.count * x.count, n, rows, segments });
      });
    }
  });
}

export const conv2DBackpropInput = ({
  inputs: { dy, filter },
  attrs,
  backend,
}: Call<'dy' | 'filter', ConvAttrs & { readonly inputShape: number[] }>): tf.TensorInfo | undefined => {
  if (dy.dtype !== 'float32' || filter.dtype !== 'float32') return undefined;
  const info = geometry(attrs.inputShape, filter.shape, { ...attrs, dilations: 1 });
  // tfjs lets dy be larger than what the convolution gives, and then looks at a part of it.
  if (!info || !tf.util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const { inHeight, inWidth, padInfo } = info;
  const dx = backend.output(attrs.inputShape);
  const pointers = [backend.pointer(dy), backend.pointer(filter), backend.pointer(dx)] as const;
  if (info.inChannels <= FEW_CHANNELS) {
    byColumns(backend, info, ...pointers);
    return dx;
  }
  const vertical = phasesOf(inHeight, info.filterHeight, info.strideHeight, padInfo.top);
  const horizontal = phasesOf(inWidth, info.filterWidth, info.strideWidth, padInfo.left);
  const [[top, height], [left, width]] = [reach(vertical), reach(horizontal)];
  const window = { top, left, height, width };
  const size = { batch: info.batchSize, height: info.outHeight, width: info.outWidth, channels: info.outChannels };
  if (reachesOut(size, window) && !allFinite(backend, filter)) {
    const [dys, ws, dxs] = pointers;
    backend.team.run('plainConvInput', plainArgs(info, dxs, ws, dys), info.batchSize * inHeight, 1);
  } else {
    byPhases(backend, info, ...pointers, [vertical, horizontal, window]);
  }
  return dx;
};
