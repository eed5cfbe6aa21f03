import { concat, pack } from './concat';
import { depthToSpace } from './depth-to-space';
import { gatherV2 } from './gather';
import { gatherNd } from './gather-nd';
import { mirrorPad } from './mirror-pad';
import { oneHot } from './one-hot';
import { padV2 } from './pad';
import { resizeBilinear, resizeBilinearGrad, resizeNearestNeighbor, resizeNearestNeighborGrad } from './resize';
import { reverse } from './reverse';
import { scatterNd, unsortedSegmentSum } from './scatter';
import { slice } from './slice';
import { batchToSpace, spaceToBatch } from './space-batch';
import { splitV, unpack } from './split';
import { stridedSlice } from './strided-slice';
import { tile } from './tile';
import { transpose } from './transpose';

/** Kernels that move numbers, or add them where they are moved to. */
export const layoutKernels: Readonly<Record<string, unknown>> = {
  BatchToSpaceND: batchToSpace,
  Concat: concat,
  DepthToSpace: depthToSpace,
  GatherNd: gatherNd,
  GatherV2: gatherV2,
  MirrorPad: mirrorPad,
  OneHot: oneHot,
  Pack: pack,
  PadV2: padV2,
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeBilinearGrad,
  ResizeNearestNeighbor: resizeNearestNeighbor,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
  Reverse: reverse,
  ScatterNd: scatterNd,
  Slice: slice,
  SpaceToBatchND: spaceToBatch,
  SplitV: splitV,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transpose,
  UnsortedSegmentSum: unsortedSegmentSum,
  Unpack: unpack,
};
