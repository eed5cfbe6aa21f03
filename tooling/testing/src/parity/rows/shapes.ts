import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const paddings: [number, number][] = [
  [0, 0],
  [2, 1],
  [1, 2],
  [0, 0],
];

const unstacked = (x: tf.Tensor): tf.Tensor => {
  const [first, , third] = tf.unstack(x, 1);
  return tf.mul(first, third);
};
const split = (x: tf.Tensor): tf.Tensor => {
  const [left, right] = tf.split(x, 2, -1);
  return tf.mul(left, right);
};
const made = (x: tf.Tensor): tf.Tensor =>
  tf.add(tf.add(tf.add(x, tf.fill([2, 5], 2.5)), tf.linspace(-1, 1, 5)), tf.range(0, 5, 1, 'float32'));
const padded = (x: tf.Tensor): tf.Tensor =>
  tf.pad(x, [
    [0, 0],
    [1, 1],
    [2, 0],
  ]);
const paddedWith = (x: tf.Tensor): tf.Tensor =>
  tf.pad(
    x,
    [
      [0, 0],
      [0, 0],
      [1, 2],
    ],
    -1.5,
  );

/** The same values in another order, more often or less often. */
export const shapes: readonly ParityRow[] = [
  { name: 'reshape', kernels: ['Reshape'], fn: (x) => tf.reshape(x, [4, 6]), order: 2 },
  {
    name: 'expandDims and squeeze',
    kernels: ['ExpandDims', 'Slice'],
    fn: (x) => tf.squeeze(tf.slice(tf.expandDims(x, 1), [0, 0, 0], [-1, -1, 1]), [1]),
    order: 2,
  },
  { name: 'transpose', kernels: ['Transpose'], fn: (x) => tf.transpose(x, [2, 0, 1]), order: 2 },
  { name: 'transpose, rank 2', kernels: ['Transpose'], fn: (x) => tf.transpose(x), order: 2 },
  { name: 'transpose, heads', kernels: ['Transpose'], fn: (x) => tf.transpose(x, [0, 2, 1, 3]), order: 2 },
  { name: 'concat', kernels: ['Concat'], fn: (a, b) => tf.concat([a, b], 1), order: 2 },
  { name: 'stack', kernels: ['Pack'], fn: (a, b) => tf.stack([a, b], 1), order: 2 },
  { name: 'unstack', kernels: ['Unpack'], fn: unstacked, order: 2 },
  { name: 'split', kernels: ['SplitV'], fn: split, order: 2 },
  { name: 'slice', kernels: ['Slice'], fn: (x) => tf.slice(x, [0, 1, 1], [-1, -1, 2]), order: 2 },
  {
    name: 'stridedSlice',
    kernels: ['StridedSlice'],
    fn: (x) => tf.stridedSlice(x, [0, 0, 1], [2, 5, 5], [1, 2, 2]),
    order: 2,
  },
  { name: 'pad', kernels: ['PadV2'], fn: padded, order: 2 },
  { name: 'pad with a constant', kernels: ['PadV2'], fn: paddedWith, order: 2 },
  { name: 'mirrorPad, reflect', kernels: ['MirrorPad'], fn: (x) => tf.mirrorPad(x, paddings, 'reflect'), order: 2 },
  { name: 'mirrorPad, symmetric', kernels: ['MirrorPad'], fn: (x) => tf.mirrorPad(x, paddings, 'symmetric'), order: 2 },
  { name: 'tile', kernels: ['Tile'], fn: (x) => tf.tile(x, [2, 1, 3]), order: 2 },
  { name: 'tile, rank 6', kernels: ['Tile'], fn: (x) => tf.tile(x, [1, 2, 1, 1, 3, 1]), order: 2 },
  { name: 'broadcastTo', kernels: ['Tile'], fn: (x) => tf.broadcastTo(x, [3, 4, 5]), order: 2 },
  { name: 'reverse', kernels: ['Reverse'], fn: (x) => tf.reverse(x, [0, 2]), order: 2 },
  { name: 'flipLeftRight', kernels: ['FlipLeftRight'], fn: (x) => tf.image.flipLeftRight(x), order: 2 },
  { name: 'gather, rows (embedding)', kernels: ['GatherV2'], fn: (table, rows) => tf.gather(table, rows), order: 2 },
  { name: 'gather, axis 1', kernels: ['GatherV2'], fn: (x, indices) => tf.gather(x, indices, 1), order: 2 },
  { name: 'gatherND', kernels: ['GatherNd'], fn: (x, indices) => tf.gatherND(x, indices), order: 2 },
  {
    name: 'oneHot',
    kernels: ['OneHot'],
    // Cast afterwards: asked for float32, the wasm kernel fills in the bits of integers.
    fn: (indices) => tf.cast(tf.oneHot(indices, 4), 'float32'),
    order: 0,
  },
  {
    name: 'unsortedSegmentSum',
    kernels: ['UnsortedSegmentSum'],
    fn: (x, segments) => tf.unsortedSegmentSum(x, segments, 4),
    order: 2,
  },
  { name: 'depthToSpace', kernels: ['DepthToSpace'], fn: (x) => tf.depthToSpace(x, 2), order: 2 },
  { name: 'fill, linspace and range', kernels: ['Fill', 'LinSpace'], fn: made, order: 1 },
  { name: 'bandPart (causal mask)', kernels: [], fn: (x) => tf.linalg.bandPart(x, -1, 0), order: 1 },
];
