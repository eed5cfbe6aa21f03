import * as tf from '@tensorflow/tfjs-core';
import { type ConvAttrs, geometry } from './conv';
import { allFinite, inputWindow, plainArgs, reachesOut, withWindow } from './conv-geometry';
import type { Call } from './kernel';
import { NR, transposeMatrices } from './product';

/** As in assembly/gemm.ts: panels of an item, and positions that are summed at a time. */
const PANELS = 4;
const POSITIONS = 512;

const ceilTo = (size: number, grain: number): number => Math.ceil(size / grain) * grain;

/** The gradient of the filter: dy, transposed, times the patches of x. */
export const conv2DBackpropFilter = ({
  inputs: { x, dy },
  attrs,
  backend,
}: Call<'x' | 'dy', ConvAttrs & { readonly filterShape: number[] }>): tf.TensorInfo | undefined => {
  if (x.dtype !== 'float32' || dy.dtype !== 'float32') return undefined;
  const info = geometry(x.shape, attrs.filterShape, { ...attrs, dilations: 1 });
  if (!info || !tf.util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const size = { batch: batchSize, height: inHeight, width: inWidth, channels: inChannels };
  const window = inputWindow(info);
  const out = backend.output(attrs.filterShape);
  const pointer = backend.pointer(out);
  const k = filterHeight * filterWidth * inChannels;
  if (reachesOut(size, window) && !allFinite(backend, dy)) {
    backend.team.run('plainConvFilter', plainArgs(info, backend.pointer(x), pointer, backend.pointer(dy)), k, 1);
    return out;
  }
  const positions = batchSize * outHeight * outWidth;
  const panels = Math.ceil(k / NR);
  const groups = Math.ceil(panels / PANELS);
  // Where the filter has few panels, the positions are split as well; by their number alone, and each split sums by itself.
  const wanted = Math.min(Math.ceil(32 / groups), Math.ceil(positions / (2 * POSITIONS)));
  const perSplit = ceilTo(Math.ceil(positions / wanted), POSITIONS);
  const splits = Math.ceil(positions / perSplit);
  const rowBytes = panels * NR * 4;
  const sumRows = ceilTo(outChannels, 4);
  const dyBytes = ceilTo(positions * outChannels * 4, 64);
  const offsetBytes = ceilTo(rowBytes, 64);
  withWindow(backend, backend.pointer(x), size, window, (images) => {
    backend.withScratch(dyBytes + offsetBytes + splits * sumRows * rowBytes, (turned) => {
      const offsets = turned + dyBytes;
      const sums = offsets + offsetBytes;
      const { int32 } = backend.heap;
      for (let i = 0, at = offsets / 4; i < panels * NR; i++, at++) {
        const tap = Math.floor(Math.min(i, k - 1) / inChannels);
        const column = (tap % filterWidth) * images.x + (Math.min(i, k - 1) % inChannels) * 4;
        int32[at] = Math.floor(tap / filterWidth) * images.y + column;
      }
      transposeMatrices(backend, backend.pointer(dy), turned, [positions, outChannels]);
      backend.team.run(
        'filterSums',
        [
          ...[images.pointer, turned, positions, outChannels, outWidth, outHeight],
          ...[info.strideWidth * images.x, info.strideHeight * images.y, images.batch],
          ...[offsets, panels, perSplit, sums, sumRows],
        ],
        groups * splits,
        Math.ceil(2 ** 18 / (perSplit * outChannels * PANELS * NR)),
      );
      backend.team.run(
        'addFilterSums',
        [sums, splits, sumRows * rowBytes, rowBytes, pointer, k, outChannels],
        Math.ceil(k / 4),
        Math.ceil(2 ** 13 / (outChannels * splits)),
      );
    });
  });
  return out;
};
