import * as tf from '@tensorflow/tfjs-core';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';

/** A gradient that tfjs has wrong or not at all, and {@link checkGradients} finds right after the fixes. */
export interface Case {
  /** 2 unless told. */
  readonly order?: 1 | 2;
  readonly shapes: readonly (readonly number[])[];
  readonly fn: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** A backend that has no kernel for it. */
  readonly lacking?: string;
  /** Of the inputs; {@link spread} unless told. */
  readonly values?: (shape: readonly number[], seed: number) => tf.Tensor;
}

/** Numbers in a random order, of which no two, nor one and 0, are nearer than 0.15: no difference steps over a kink. */
export function spread(shape: readonly number[], seed: number): tf.Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const order = createRng(seed).permutation(size);
  const step = Math.max(0.15, 3 / size);
  return tf.tensor(
    Float32Array.from(order, (i) => step * (i - Math.floor(size / 2) + 0.5)),
    [...shape],
    'float32',
  );
}

/** Standard normal numbers, for what has no kinks. */
export const normal = (shape: readonly number[], seed: number): tf.Tensor => createRng(seed).normal([...shape]);

/** Runs one case: throws, as checkGradients does, when the relative error is above 1e-3. */
export async function checkCase({ order = 2, shapes, values = spread, fn }: Case): Promise<void> {
  const inputs = shapes.map((shape, i) => values(shape, i + 1));
  try {
    await checkGradients(fn, inputs, { order, directions: 2, coordinates: 8 });
  } finally {
    tf.dispose(inputs);
  }
}

type T2 = tf.Tensor2D;
type T4 = tf.Tensor4D;

/** The square gives every case a second derivative, also those that are linear, and `x` an operation before its own. */
const of =
  (op: (x: tf.Tensor) => tf.Tensor) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.square(op(tf.mul(x, 0.5)));

const elementwise = (op: (x: tf.Tensor) => tf.Tensor, more: Partial<Case> = {}): Case => ({
  shapes: [[3, 4]],
  fn: of(op),
  ...more,
});

const images = (op: (x: T4) => tf.Tensor): Case => ({ shapes: [[2, 4, 4, 2]], fn: of((x) => op(x as T4)) });

const positive = (shape: readonly number[], seed: number): tf.Tensor => tf.tidy(() => tf.add(tf.abs(normal(shape, seed)), 0.5));

const zeros = (shape: readonly number[]): tf.Tensor => tf.zeros([...shape]);

/** What tfjs saves of its own outputs, and what it does not save at all. */
const tape: Readonly<Record<string, Case>> = {
  tanh: elementwise(tf.tanh),
  sigmoid: elementwise(tf.sigmoid),
  exp: elementwise(tf.exp),
  softmax: elementwise((x) => tf.softmax(x)),
  logSoftmax: elementwise((x) => tf.logSoftmax(x)),
  swish: elementwise((x) => tf.mul(x, tf.sigmoid(x))),
  'log1p of exp': elementwise((x) => tf.log1p(tf.exp(x))),
  'pow of an exponent': { shapes: [[3], [3]], values: positive, fn: (a, b) => tf.pow(a, b) },
  attention: {
    shapes: [[3, 2], [4, 2], [4, 3]], // biome-ignore format: query, key, value
    values: normal,
    fn: (q, k, v) => tf.matMul(tf.softmax(tf.matMul(q as T2, k as T2, false, true)), v as T2),
  },
  'logSigmoid of an intermediate': elementwise(tf.logSigmoid, { order: 1 }),
  sigmoidCrossEntropy: elementwise((x) => tf.losses.sigmoidCrossEntropy(tf.fill([3, 4], 0.3), x)),
  softmaxCrossEntropy: elementwise((x) => tf.losses.softmaxCrossEntropy(tf.fill([3, 4], 0.25), x)),
  'customGrad that saves its output': elementwise(
    tf.customGrad((x, save) => {
      const value = tf.exp(x as tf.Tensor);
      (save as tf.GradSaveFunc)([value]);
      return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]) };
    }),
  ),
};

const rounding: Readonly<Record<string, Case>> = {
  'cast to int32': elementwise((x) => tf.add(x, tf.cast(tf.cast(tf.mul(x, 4.1), 'int32'), 'float32')), { order: 1 }),
  'gather at computed positions': {
    order: 1,
    shapes: [[3, 2], [4, 2]], // biome-ignore format: vectors, and the code book of which each takes the nearest
    fn: (x, book) => {
      const distances = tf.sum(tf.square(tf.sub(tf.expandDims(x, 1), tf.expandDims(book, 0))), 2);
      return tf.square(tf.sub(x, tf.gather(book, tf.argMin(distances, 1))));
    },
  },
  floorDiv: elementwise((x) => tf.add(x, tf.cast(tf.floorDiv(x, 0.26), 'float32')), { order: 1 }),
  'cast to bool': elementwise((x) => tf.mul(x, tf.cast(tf.cast(x, 'bool'), 'float32')), { order: 1 }),
};

const comparisons: Readonly<Record<string, Case>> = {
  'where of greater': elementwise((x) => tf.where(tf.greater(x, 0), x, tf.square(x)), { order: 1 }),
  'where of any': elementwise(
    (x) => tf.where(tf.logicalNot(tf.any(tf.logicalAnd(tf.less(x, 0), tf.notEqual(x, 1)), 1, true)), x, tf.square(x)),
    { order: 1 },
  ),
  leakyRelu: elementwise((x) => tf.leakyRelu(x, 0.2)),
  prelu: { shapes: [[3, 4], [4]], fn: (x, alpha) => tf.square(tf.prelu(x, alpha)) },
  relu6: elementwise((x) => tf.relu6(tf.mul(x, 12))),
  clipByValue: elementwise((x) => tf.clipByValue(x, -0.25, 0.25)),
  max: elementwise((x) => tf.max(x, 1)),
  min: elementwise((x) => tf.min(x, 0)),
  logSumExp: elementwise((x) => tf.logSumExp(x, 1)),
  'maximum and minimum of broadcast tensors': {
    order: 1,
    shapes: [[3, 4], [4]],
    fn: (a, b) => tf.mul(tf.maximum(a, tf.mul(b, 0.7)), tf.minimum(tf.mul(b, -0.7), a)),
  },
  'squared difference of broadcast tensors': { order: 1, shapes: [[3, 4], [4]], fn: (a, b) => tf.squaredDifference(a, b) },
};

const activations: Readonly<Record<string, Case>> = {
  elu: elementwise(tf.elu),
  selu: elementwise(tf.selu),
  'norm at zero': { order: 1, shapes: [[3, 2]], values: zeros, fn: (x) => tf.norm(x) },
  'norm of rows at zero': { order: 1, shapes: [[3, 2]], values: zeros, fn: (x) => tf.norm(x, 'euclidean', 1) },
  'norm of order 1 at zero': { order: 1, shapes: [[3, 2]], values: zeros, fn: (x) => tf.norm(x, 1) },
  'root of a sum of squares at zero': { order: 1, shapes: [[4]], values: zeros, fn: (x) => tf.sqrt(tf.sum(tf.square(x))) },
};

/** A step of gradient descent on a filter, differentiated: what an unrolled GAN or a hypergradient does. */
const unrolled = (loss: (w: tf.Tensor) => tf.Tensor) => (w: tf.Tensor) => loss(tf.sub(w, tf.mul(tf.grad(loss)(w), 0.05)));

const photo = (channels = 2): T4 => spread([2, 5, 5, channels], 9) as T4;

const convolution = (shape: number[], filter: number[], op: (x: T4, w: T4) => tf.Tensor): Case => ({
  shapes: [shape, filter],
  values: normal,
  fn: (x, w) => tf.square(op(x as T4, w as T4)),
});

const convolutions: Readonly<Record<string, Case>> = {
  'filter of a convolution first': {
    order: 1,
    shapes: [[3, 3, 2, 2]],
    values: normal,
    fn: unrolled((w) => tf.mean(tf.square(tf.conv2d(photo(), w as T4, 2, 'same')))),
  },
  'depthwise convolution': convolution([2, 5, 5, 2], [3, 3, 2, 2], (x, w) => tf.depthwiseConv2d(x, w, 2, 'same')),
  'separable convolution': {
    shapes: [[2, 4, 4, 2], [3, 3, 2, 1], [1, 1, 2, 3]], // biome-ignore format: three filters
    values: normal,
    fn: (x, w, p) => tf.square(tf.separableConv2d(x as T4, w as T4, p as T4, 1, 'same')),
  },
  'dilated convolution': {
    ...convolution([2, 6, 5, 2], [3, 2, 2, 2], (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', [2, 3])),
    order: 1,
  },
  'dilated depthwise convolution': {
    ...convolution([2, 6, 5, 2], [2, 2, 2, 2], (x, w) => tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2)),
    order: 1,
  },
  'fused dilated convolution': {
    order: 1,
    shapes: [[1, 5, 5, 2], [2, 2, 2, 3], [3]], // biome-ignore format: input, filter, bias
    values: normal,
    fn: (x, filter, bias) =>
      tf.square(tf.fused.conv2d({ x: x as T4, filter: filter as T4, bias, strides: 1, pad: 'valid', dilations: [2, 2] })),
  },
  'convolution in three dimensions': {
    shapes: [[2, 3, 4, 3, 2], [2, 2, 2, 2, 2]], // biome-ignore format: input, filter
    values: normal,
    fn: (x, w) => tf.square(tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 2, 'same')),
  },
  'gradient penalty of a critic': {
    order: 1,
    shapes: [[3, 3, 1, 2], [8, 1]], // biome-ignore format: filter, weights
    values: normal,
    fn: (w, v) => {
      const critic = (x: tf.Tensor): tf.Tensor => {
        const h = tf.leakyRelu(tf.conv2d(x as T4, w as T4, 2, 'same'), 0.2);
        return tf.sum(tf.matMul(tf.reshape(tf.tanh(h), [2, 8]), v as T2));
      };
      const slope = tf.grad(critic)(spread([2, 4, 4, 1], 7));
      return tf.square(tf.sub(tf.norm(tf.reshape(slope, [2, -1]), 'euclidean', 1), 1));
    },
  },
};

type Optional = tf.Tensor1D | undefined;

const batchNorm: Readonly<Record<string, Case>> = {
  'batch norm without scale and offset': {
    shapes: [[2, 3, 2], [2], [2]], // biome-ignore format: x, mean, variance
    values: positive,
    fn: (x, mean, variance) => tf.square(tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D)),
  },
  'batch norm without offset': {
    shapes: [[4, 2], [2], [2], [2]], // biome-ignore format: x, mean, variance, scale
    values: positive,
    fn: (x, mean, variance, scale) =>
      tf.square(tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, undefined as Optional, scale as Optional)),
  },
  'batch norm without scale': {
    shapes: [[1, 2, 2, 2], [2], [2], [2]], // biome-ignore format: x, mean, variance, offset
    values: positive,
    fn: (x, mean, variance, offset) =>
      tf.square(tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as Optional)),
  },
};

const windows: Readonly<Record<string, Case>> = {
  'max pooling': images((x) => tf.maxPool(x, 2, 2, 'valid')),
  'max pooling in three dimensions': {
    order: 1,
    shapes: [[2, 3, 5, 4, 2]],
    fn: of((x) => tf.maxPool3d(x as tf.Tensor5D, [2, 3, 2], [1, 2, 2], 'valid')),
  },
  'average pooling': images((x) => tf.avgPool(x, 2, 2, 'valid')),
  'average pooling with padding': { ...images((x) => tf.avgPool(x, 3, 2, 'same')), order: 1 },
  'average pooling in three dimensions, with padding': {
    order: 1,
    shapes: [[1, 2, 5, 4, 2]],
    fn: of((x) => tf.avgPool3d(x as tf.Tensor5D, [2, 3, 2], [1, 2, 3], 'same')),
  },
  'nearest resizing': images((x) => tf.image.resizeNearestNeighbor(x, [8, 8])),
  'nearest resizing of two images': { ...images((x) => tf.image.resizeNearestNeighbor(x, [8, 8])), order: 1 },
  'bilinear resizing': images((x) => tf.image.resizeBilinear(x, [7, 5])),
  'bilinear resizing, half pixels': { ...images((x) => tf.image.resizeBilinear(x, [7, 5], false, true)), order: 1 },
  'bilinear resizing of what is not square': {
    order: 1,
    shapes: [[2, 3, 5, 2]],
    fn: of((x) => tf.image.resizeBilinear(x as T4, [4, 4])),
  },
  mirrorPad: { order: 1, shapes: [[3, 4]], fn: of((x) => tf.mirrorPad(x, [[1, 2], [0, 3]], 'reflect')) }, // biome-ignore format: pairs
};

const boxes = (): tf.Tensor2D => tf.tensor2d([0.15, 0.07, 0.97, 0.94], [1, 4]);

const at = (...indices: number[][]): tf.Tensor2D => tf.tensor2d(indices, undefined, 'int32');

const rearranged: Readonly<Record<string, Case>> = {
  einsum: { shapes: [[2, 3], [3, 2]], values: normal, fn: (a, b) => tf.square(tf.einsum('ij,jk->ki', a, b)) }, // biome-ignore format: a pair
  'einsum that changes nothing': elementwise((x) => tf.einsum('ij->ij', x), { order: 1 }),
  'split into one piece': elementwise((x) => tf.split(x, 1)[0], { order: 1 }),
  'unstack of one row': { order: 1, shapes: [[1, 4]], fn: of((x) => tf.unstack(x)[0]) },
  'tile of rank 6': { order: 1, lacking: 'webgpu', shapes: [[1, 2, 1, 2, 1, 2]], fn: of((x) => tf.tile(x, [2, 1, 1, 2, 1, 1])) },
  'cumsum along an inner axis': { order: 1, shapes: [[3, 4, 2]], fn: of((x) => tf.cumsum(x, 1)) },
  cumprod: elementwise((x) => tf.cumprod(x, 1), { order: 1 }),
  prod: elementwise((x) => tf.prod(x, 1), { order: 1 }),
  'gather by batch': { order: 1, shapes: [[2, 3, 2]], fn: of((x) => tf.gather(x, at([1, 0], [2, 2]), 1, 1)) },
  'gather at indices of the same input': { order: 1, shapes: [[4]], fn: of((x) => tf.gather(x, tf.argMax(x))) },
  gatherND: elementwise((x) => tf.gatherND(x, at([0, 1], [2, 3], [0, 1])), { order: 1 }),
  scatterND: elementwise((x) => tf.scatterND(at([0], [2], [0]), x, [4, 4]), { order: 1 }),
  tensorScatterUpdate: { order: 1, shapes: [[2, 4]], fn: of((x) => tf.tensorScatterUpdate(tf.zeros([3, 4]), at([0], [2]), x)) },
  stridedSlice: elementwise((x) => tf.stridedSlice(x, [2, 0], [0, 4], [-1, 2]), { order: 1 }),
  topk: elementwise((x) => tf.topk(x, 2).values, { order: 1 }),
  depthToSpace: { order: 1, shapes: [[2, 2, 3, 8]], fn: of((x) => tf.depthToSpace(x as T4, 2)) },
  flipLeftRight: { ...images((x) => tf.image.flipLeftRight(x)), order: 1 },
  'cropAndResize of images': {
    order: 1,
    shapes: [[1, 5, 6, 2]],
    fn: of((x) => tf.image.cropAndResize(x as T4, boxes(), tf.tensor1d([0], 'int32'), [3, 4])),
  },
  'cropAndResize by boxes': {
    order: 1,
    shapes: [[1, 4]],
    values: boxes,
    fn: (b) => tf.image.cropAndResize(spread([1, 5, 6, 2], 8) as T4, b as T2, tf.tensor1d([0], 'int32'), [1, 1]),
  },
};

/** All cases, by topic and by name. */
export const cases: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  tape,
  rounding,
  comparisons,
  activations,
  convolutions,
  batchNorm,
  windows,
  rearranged,
};
