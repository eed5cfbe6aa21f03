import * as tf from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis';

/** What the kernels of tfjs get, in two and in three dimensions. */
interface PoolAttrs {
  readonly filterSize: number | number[];
  readonly strides: number | number[];
  readonly pad: 'valid' | 'same' | number | number[][];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The windows along one axis: window `o` has the cells from `o stride - before` on. */
interface Axis {
  readonly size: number;
  readonly filter: number;
  readonly stride: number;
  readonly before: number;
  readonly out: number;
}

function axesOf(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Axis[] {
  if (shape.length === 4) {
    const compute = tf.backend_util.computePool2DInfo as (...args: unknown[]) => tf.backend_util.Conv2DInfo;
    const info = compute(shape, filterSize, strides, 1, pad, dimRoundingMode);
    return [
      {
        size: info.inHeight,
        filter: info.filterHeight,
        stride: info.strideHeight,
        before: info.padInfo.top,
        out: info.outHeight,
      },
      { size: info.inWidth, filter: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, out: info.outWidth },
    ];
  }
  const compute = tf.backend_util.computePool3DInfo as (...args: unknown[]) => tf.backend_util.Conv3DInfo;
  const info = compute(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return [
    { size: info.inDepth, filter: info.filterDepth, stride: info.strideDepth, before: info.padInfo.front, out: info.outDepth },
    { size: info.inHeight, filter: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top, out: info.outHeight },
    { size: info.inWidth, filter: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left, out: info.outWidth },
  ];
}

/** Cells that are missing after the last one for the last window to be whole. */
const after = ({ size, filter, stride, before, out }: Axis): number => Math.max(0, (out - 1) * stride + filter - before - size);

/** [1, ...values along the axis, 1]: broadcasts over the other axes of a tensor of `rank`. */
function along(rank: number, axis: number, values: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor {
  const shape = Array<number>(rank).fill(1);
  shape[axis] = values.length;
  return tf.tensor(values, shape, dtype);
}

/** Works along each axis in its turn: WebGPU neither pads nor slices tensors of five axes. */
function eachAxis(x: tf.Tensor, axes: readonly Axis[], fn: (x: tf.Tensor3D, axis: Axis, i: number) => tf.Tensor): tf.Tensor {
  return axes.reduce((t, axis, i) => alongAxis(t, i + 1, (lines) => fn(lines, axis, i)), x);
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const runKernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attrs as never);

/**
 * Average pooling divides by the number of cells of a window that lie in the image; its gradient in tfjs divides by the size
 * of the filter, save on native TensorFlow. All agree where every window is whole, so an image with borders is one.
 */
function averageBackward(kernelName: string, dy: tf.Tensor, x: tf.Tensor, attrs: PoolAttrs): tf.Tensor {
  const { filterSize, strides } = attrs;
  const axes = axesOf(x.shape, attrs);
  const whole = { filterSize, strides, pad: 'valid' };
  if (axes.every((axis) => axis.before === 0 && after(axis) === 0)) return runKernel(kernelName, { dy, input: x }, whole);

  const scales = axes.map(({ size, filter, stride, before, out }, i) => {
    const inside = (o: number): number => Math.min(size, o * stride - before + filter) - Math.max(0, o * stride - before);
    return along(
      x.rank,
      i + 1,
      count(out).map((o) => filter / inside(o)),
    );
  });
  const scaled = tf.mul(
    dy,
    scales.reduce((a, b) => tf.mul(a, b)),
  );
  const bordered = tf.zeros(x.shape.map((size, i) => (axes[i - 1] ? size + axes[i - 1].before + after(axes[i - 1]) : size)));
  const dx = runKernel(kernelName, { dy: scaled, input: bordered }, whole);
  return eachAxis(dx, axes, (lines, { before, size }) => tf.slice(lines, [0, before, 0], [-1, size, -1]));
}

/** 1 where the last of several cells that are as large gets the gradient, as on WebGPU, 0 where the first does. */
function lastOfEqual(): tf.Tensor {
  const [dy, input] = [tf.ones([1, 1, 1, 1]), tf.zeros([1, 1, 2, 1])];
  const dx = runKernel(
    'MaxPoolGrad',
    { dy, input, output: tf.zeros([1, 1, 1, 1]) },
    { filterSize: [1, 2], strides: 1, pad: 'valid' },
  );
  return tf.slice(tf.reshape(dx, [2]), 1, 1);
}

/**
 * Positions in the flat `x`, as an int32 column, of the cells that were the largest of their windows.
 *
 * @param isLast which of several that are as large, a tensor of one number.
 */
function maxima(x: tf.Tensor, y: tf.Tensor, attrs: PoolAttrs, isLast: tf.Tensor): tf.Tensor {
  const { rank, shape } = x;
  const axes = axesOf(shape, attrs);
  const steps = [...tf.util.computeStrides(shape), 1];
  // Not with -Infinity, which not every shader takes.
  const bordered = eachAxis(x, axes, (lines, axis) => {
    return tf.pad(
      lines,
      [
        [0, 0],
        [axis.before, after(axis)],
        [0, 0],
      ],
      -3.4028234663852886e38,
    );
  });

  // The score of a cell is its place in the window, from the front or from the back: the highest score of a window is its cell.
  const windows = axes.reduce<number[][]>((all, { filter }) => all.flatMap((k) => count(filter).map((j) => [...k, j])), [[]]);
  const either = (last: tf.TensorLike, first: tf.TensorLike): tf.Tensor => tf.add(tf.mul(isLast, tf.sub(last, first)), first);
  let best: tf.Tensor = tf.zeros(y.shape);
  for (const [i, window] of windows.entries()) {
    const cells = eachAxis(bordered, axes, (lines, { stride, out }, axis) => {
      const [outer, , inner] = lines.shape;
      const end = window[axis] + (out - 1) * stride + 1;
      return tf.stridedSlice(lines, [0, window[axis], 0], [outer, end, inner], [1, stride, 1]);
    });
    best = tf.maximum(best, tf.mul(tf.cast(tf.equal(cells, y), 'float32'), either(i + 1, windows.length - i)));
  }
  const deltas = windows.map((window) => window.reduce((sum, k, axis) => sum + k * steps[axis + 1], 0));
  const offset = tf.gather(either([0, ...deltas], [0, ...[...deltas].reverse()]), tf.cast(best, 'int32'));

  const starts = axes.map(({ out, stride, before }, i) =>
    along(
      rank,
      i + 1,
      count(out).map((o) => steps[i + 1] * (o * stride - before)),
      'int32',
    ),
  );
  const outer = [0, rank - 1].map((axis) =>
    along(
      rank,
      axis,
      count(shape[axis]).map((i) => i * steps[axis]),
      'int32',
    ),
  );
  const found = tf.add(
    [...starts, ...outer].reduce((a, b) => tf.add(a, b)),
    tf.cast(offset, 'int32'),
  );
  // A window of NaN has no cell: any, as long as there is one.
  const [least, most] = [tf.scalar(0, 'int32'), tf.scalar(x.size - 1, 'int32')];
  return tf.reshape(tf.minimum(tf.maximum(found, least), most), [-1, 1]);
}

/** The same, constant: no gradient flows to x or y. */
function places(x: tf.Tensor, y: tf.Tensor, attrs: PoolAttrs, isLast: () => tf.Tensor): tf.Tensor {
  const find = tf.customGrad((...args) => {
    const inputs = args.slice(0, 2) as tf.Tensor[];
    const value = tf.tidy(() => maxima(inputs[0], inputs[1], attrs, isLast()));
    return { value, gradFunc: () => inputs.map((t) => tf.zeros(t.shape)) };
  });
  return find(x, y);
}

/** Average pooling and the gradient of its gradient. */
const averageGradients = (): tf.GradConfig[] =>
  (['AvgPool', 'AvgPool3D'] as const).flatMap((kernelName): tf.GradConfig[] => [
    {
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attrs) => ({
        x: () => averageBackward(`${kernelName}Grad`, dy as tf.Tensor, x, attrs as unknown as PoolAttrs),
      }),
    },
    {
      // Only runs on whole windows, see above, where its adjoint is the average itself.
      kernelName: `${kernelName}Grad`,
      inputsToSave: ['input'],
      gradFunc: (g, [input], attrs) => ({
        dy: () => runKernel(kernelName, { x: g as tf.Tensor }, attrs),
        input: () => tf.zerosLike(input),
      }),
    },
  ]);

const maxGradients = (): readonly tf.GradConfig[] => [
  {
    kernelName: 'MaxPool',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [input, output], attrs) => ({
      x: () => runKernel('MaxPoolGrad', { dy: dy as tf.Tensor, input, output }, attrs),
    }),
  },
  {
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['input', 'output'],
    gradFunc: (g, [input, output], attrs) => ({
      dy: () => {
        const at = places(input, output, attrs as unknown as PoolAttrs, lastOfEqual);
        return tf.reshape(tf.gatherND(tf.reshape(g as tf.Tensor, [-1]), at), output.shape);
      },
      input: () => tf.zerosLike(input),
      output: () => tf.zerosLike(output),
    }),
  },
  {
    // Not by the kernels: that of the cpu backend is wrong where a filter's height is not its width.
    kernelName: 'MaxPool3D',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attrs) => ({
      x: () => {
        const at = places(x, y, attrs as unknown as PoolAttrs, () => tf.scalar(0));
        return tf.reshape(tf.scatterND(at, tf.reshape(dy as tf.Tensor, [-1]), [x.size]), x.shape);
      },
    }),
  },
];

/** Average and max pooling, of any order. */
export const poolingGradients = (): readonly tf.GradConfig[] => [...averageGradients(), ...maxGradients()];
