import * as tf from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis';

/** Indices have no gradient, but the tape may ask for one, where they were computed. */
const none = (indices: tf.Tensor) => (): tf.Tensor => tf.zeros(indices.shape);

/** `values` added up at `indices` in zeros of `shape`, whatever the rank of `indices`. */
function scatter(indices: tf.Tensor, values: tf.Tensor, shape: number[]): tf.Tensor {
  const depth = indices.shape[indices.rank - 1];
  return tf.scatterND(tf.reshape(indices, [-1, depth]), tf.reshape(values, [-1, ...shape.slice(depth)]), shape);
}

/**
 * Rows are added up where they came from, for each batch apart. That of tfjs fails with `batchDims` where no chained operations
 * are, is wrong with more than one, and gives the indices back as their own gradient.
 */
const gather: tf.GradConfig = {
  kernelName: 'GatherV2',
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, [x, indices], attrs) => {
    const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
    const at = tf.util.parseAxisParam(axis, x.shape)[0];
    const size = x.shape[at];
    const batch = tf.util.sizeFromShape(x.shape.slice(0, batchDims));
    const outer = tf.util.sizeFromShape(x.shape.slice(batchDims, at));
    const inner = tf.util.sizeFromShape(x.shape.slice(at + 1));
    const turned = (t: tf.Tensor): tf.Tensor => (outer === 1 ? t : tf.transpose(t, [0, 2, 1, 3]));
    return {
      x: () => {
        const picked = indices.size / batch;
        const rows = tf.reshape(turned(tf.reshape(dy as tf.Tensor, [batch, outer, picked, inner])), [-1, outer * inner]);
        const starts = tf.reshape(tf.range(0, batch * size, size, 'int32'), [batch, 1]);
        const each = batch === 1 ? indices : tf.add(tf.reshape(indices, [batch, picked]), starts);
        const sums = tf.unsortedSegmentSum(rows, tf.reshape(each, [-1]) as tf.Tensor1D, batch * size);
        return tf.reshape(turned(tf.reshape(sums, [batch, size, outer, inner])), x.shape);
      },
      indices: none(indices),
    };
  },
};

/** Those of a negative segment are left out. */
const unsortedSegmentSum: tf.GradConfig = {
  kernelName: 'UnsortedSegmentSum',
  inputsToSave: ['segmentIds'],
  gradFunc: (dy, [ids]) => ({
    x: () => {
      const rows = tf.gather(dy as tf.Tensor, tf.maximum(ids, tf.scalar(0, 'int32')));
      const isIn = tf.cast(tf.greaterEqual(ids, tf.scalar(0, 'int32')), 'float32');
      return tf.mul(rows, tf.reshape(isIn, [...ids.shape, ...Array<number>(rows.rank - ids.rank).fill(1)]));
    },
    segmentIds: none(ids),
  }),
};

const gatherNd: tf.GradConfig = {
  kernelName: 'GatherNd',
  inputsToSave: ['params', 'indices'],
  gradFunc: (dy, [params, indices]) => ({
    params: () => scatter(indices, dy as tf.Tensor, params.shape),
    indices: none(indices),
  }),
};

const scatterNd: tf.GradConfig = {
  kernelName: 'ScatterNd',
  inputsToSave: ['indices'],
  gradFunc: (dy, [indices]) => ({
    indices: none(indices),
    updates: () => tf.gatherND(dy as tf.Tensor, indices),
  }),
};

const tensorScatterUpdate: tf.GradConfig = {
  kernelName: 'TensorScatterUpdate',
  inputsToSave: ['tensor', 'indices', 'updates'],
  gradFunc: (dy, [tensor, indices, updates]) => ({
    tensor: () => {
      // Not by the kernel, which on cpu writes into what it is given.
      const kept = tf.sub(1, tf.minimum(scatter(indices, tf.ones(updates.shape), tensor.shape), 1));
      return tf.mul(dy as tf.Tensor, kept);
    },
    indices: none(indices),
    updates: () => tf.gatherND(dy as tf.Tensor, indices),
  }),
};

interface StridedSliceAttrs {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Puts the cells of the middle axis at `begin`, `begin + stride`, ... of `size` zeros. */
function spread(dy: tf.Tensor3D, begin: number, stride: number, size: number): tf.Tensor {
  const [outer, taken, inner] = dy.shape;
  if (taken === size && stride === 1) return dy;
  const ascending = stride < 0 ? tf.reverse(dy, 1) : dy;
  const step = Math.abs(stride);
  const start = Math.min(begin, begin + (taken - 1) * stride);
  const apart = tf.pad(tf.reshape(ascending, [outer, taken, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const dilated = tf.reshape(apart, [outer, taken * step, inner]);
  // The zeros after the last cell may reach beyond the end.
  const length = Math.min(taken * step, size - start);
  return tf.pad(tf.slice(dilated, [0, 0, 0], [outer, length, inner]), [
    [0, 0],
    [start, size - start - length],
    [0, 0],
  ]);
}

const stridedSlice: tf.GradConfig = {
  kernelName: 'StridedSlice',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const a = attrs as unknown as StridedSliceAttrs;
    const masks = [a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask] as const;
    const { begin, end, strides } = tf.slice_util.sliceInfo(x.shape, a.begin, a.end, a.strides, ...masks);
    const taken = begin.map((from, axis) => Math.max(0, Math.ceil((end[axis] - from) / strides[axis])));
    return {
      x: () => {
        if (taken.includes(0)) return tf.zerosLike(x);
        const dense = tf.reshape(dy as tf.Tensor, taken);
        return x.shape.reduce((dx, size, axis) => alongAxis(dx, axis, (t) => spread(t, begin[axis], strides[axis], size)), dense);
      },
    };
  },
};

/** The values go back to where they were; their places have no gradient. */
const topK: tf.GradConfig = {
  kernelName: 'TopK',
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dys, [x, indices]) => ({
    x: () => {
      const size = x.shape[x.rank - 1];
      const rows = x.size / size;
      const starts = tf.reshape(tf.range(0, rows * size, size, 'int32'), [rows, 1]);
      const flat = tf.add(tf.reshape(indices, [rows, -1]), starts);
      return tf.reshape(scatter(tf.reshape(flat, [-1, 1]), (dys as tf.Tensor[])[0], [x.size]), x.shape);
    },
  }),
};

/** Picking and placing by index, of any order. */
export const indexingGradients = (): readonly tf.GradConfig[] => [
  gather,
  unsortedSegmentSum,
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  stridedSlice,
  topK,
];
