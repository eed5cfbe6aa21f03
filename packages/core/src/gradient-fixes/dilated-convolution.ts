import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';
import { alongAxis } from './along-axis';
import type { ConvAttrs } from './convolutions';

/** One spatial axis of a dilated convolution, whose stride is 1. */
interface Axis {
  /** Zeros before the input. */
  readonly before: number;
  readonly dilation: number;
  readonly size: number;
  readonly taps: number;
  readonly out: number;
}

/** Input pixels that one window spans. */
const span = ({ taps, dilation }: Axis): number => (taps - 1) * dilation + 1;

function axesOf(kernel: string, xShape: number[], filterShape: number[], dyShape: number[], attrs: ConvAttrs): Axis[] {
  const { strides, dilations = 1, pad, dimRoundingMode } = attrs;
  if ([strides].flat().some((stride) => stride > 1)) {
    throw new GenError(
      'gradient',
      `${kernel}: expected strides of 1 where dilations are above 1, got strides ${[strides].flat()}`,
    );
  }
  const spatial = xShape.length - 2;
  const steps = typeof dilations === 'number' ? Array<number>(spatial).fill(dilations) : dilations;
  const compute = (spatial === 2 ? tf.backend_util.computeConv2DInfo : tf.backend_util.computeConv3DInfo) as (
    ...args: unknown[]
  ) => tf.backend_util.Conv2DInfo | tf.backend_util.Conv3DInfo;
  const { padInfo } = compute(xShape, filterShape, strides, dilations, pad, spatial === 2 ? dimRoundingMode : undefined);
  const before = [...('front' in padInfo ? [padInfo.front] : []), padInfo.top, padInfo.left];
  return before.map((zeros, i) => ({
    before: zeros,
    dilation: steps[i],
    size: xShape[i + 1],
    taps: filterShape[i],
    out: dyShape[i + 1],
  }));
}

/** Zeros before and after each spatial axis; a negative number takes cells away. Axis by axis: WebGPU pads to rank 4 only. */
function border(x: tf.Tensor, before: readonly number[], after: readonly number[]): tf.Tensor {
  return before.reduce((bordered, start, i) => {
    const end = after[i];
    if (start === 0 && end === 0) return bordered;
    return alongAxis(bordered, i + 1, (t) => {
      const [outer, size, inner] = t.shape;
      const kept = tf.slice(t, [0, Math.max(0, -start), 0], [outer, size + Math.min(0, start) + Math.min(0, end), inner]);
      return tf.pad(kept, [[0, 0], [Math.max(0, start), Math.max(0, end)], [0, 0]]); // biome-ignore format: an axis each
    });
  }, x);
}

const convolve = (x: tf.Tensor, filter: tf.Tensor, strides: number[], dilations: number[]): tf.Tensor =>
  x.rank === 4
    ? tf.conv2d(
        x as tf.Tensor4D,
        filter as tf.Tensor4D,
        strides as [number, number],
        'valid',
        'NHWC',
        dilations as [number, number],
      )
    : tf.conv3d(
        x as tf.Tensor5D,
        filter as tf.Tensor5D,
        strides as [number, number, number],
        'valid',
        'NDHWC',
        dilations as [number, number, number],
      );

const depthwise = (x: tf.Tensor, filter: tf.Tensor, strides: number[], dilations: number[]): tf.Tensor =>
  tf.depthwiseConv2d(
    x as tf.Tensor4D,
    filter as tf.Tensor4D,
    strides as [number, number],
    'valid',
    'NHWC',
    dilations as [number, number],
  );

/** The filter with its taps in the opposite order along every spatial axis. */
function turned(filter: tf.Tensor): tf.Tensor {
  const [taps, channels] = [filter.shape.slice(0, -2), filter.shape.slice(-2)];
  return tf.reshape(tf.reverse(tf.reshape(filter, [-1, ...channels]), 0), [...taps, ...channels]);
}

/** `dy` with the zeros that a convolution in steps of 1 needs to give an output of the size of the input. */
const bordered = (dy: tf.Tensor, axes: readonly Axis[]): tf.Tensor =>
  border(
    dy,
    axes.map((axis) => span(axis) - 1 - axis.before),
    axes.map((axis) => axis.size - axis.out + axis.before),
  );

/** The input with the zeros that the convolution saw, as far as its windows reach. */
const reached = (x: tf.Tensor, axes: readonly Axis[]): tf.Tensor =>
  border(
    x,
    axes.map(({ before }) => before),
    axes.map((axis) => axis.out + span(axis) - 1 - axis.before - axis.size),
  );

const steps = (axes: readonly Axis[]): number[] => axes.map(({ dilation }) => dilation);
const ones = (axes: readonly Axis[]): number[] => axes.map(() => 1);

/**
 * Gradients of a dilated convolution, which tfjs has not, as forward convolutions, at no more cost than the forward one:
 *
 * - dx is `dy` convolved by the turned filter with the same dilation;
 * - dw[r,c,i,o] = sum over n,y,x of x[n, y + r d, x + c d, i] dy[n,y,x,o] is `x`, with channels as batch and batch as channels,
 *   convolved by `dy` as a filter, with the dilation as stride.
 */
export function dilatedBackward(
  dy: tf.Tensor,
  x: tf.Tensor,
  filter: tf.Tensor,
  attrs: ConvAttrs,
): Record<'x' | 'filter', () => tf.Tensor> {
  if (attrs.dataFormat === 'NCHW') {
    const [toLast, toFirst] = [[0, 2, 3, 1], [0, 3, 1, 2]]; // biome-ignore format: a pair
    const inner = (): Record<'x' | 'filter', () => tf.Tensor> =>
      dilatedBackward(tf.transpose(dy, toLast), tf.transpose(x, toLast), filter, {
        ...attrs,
        dataFormat: 'NHWC',
        pad: lastPad(attrs.pad),
      });
    return { x: () => tf.transpose(inner().x(), toFirst), filter: () => inner().filter() };
  }
  const axes = axesOf('conv', x.shape, filter.shape, dy.shape, attrs);
  const spatial = axes.map((_, i) => i);
  const n = axes.length;
  return {
    x: () => convolve(bordered(dy, axes), tf.transpose(turned(filter), [...spatial, n + 1, n]), ones(axes), steps(axes)),
    filter: () => {
      const channelsAsBatch = tf.transpose(reached(x, axes), [n + 1, ...spatial.map((i) => i + 1), 0]);
      const asFilter = tf.transpose(dy, [...spatial.map((i) => i + 1), 0, n + 1]);
      return tf.transpose(convolve(channelsAsBatch, asFilter, steps(axes), ones(axes)), [...spatial.map((i) => i + 1), 0, n + 1]);
    },
  };
}

/** The same padding for channels at the end. */
const lastPad = (pad: ConvAttrs['pad']): ConvAttrs['pad'] => (typeof pad === 'object' ? [pad[0], pad[2], pad[3], pad[1]] : pad);

/** As {@link dilatedBackward}, for each channel on its own: examples, too, are channels where `dy` is the filter. */
export function dilatedDepthwiseBackward(
  dy: tf.Tensor,
  x: tf.Tensor,
  filter: tf.Tensor,
  attrs: ConvAttrs,
): Record<'x' | 'filter', () => tf.Tensor> {
  const axes = axesOf('depthwiseConv2d', x.shape, filter.shape, dy.shape, attrs);
  const [batch, height, width] = x.shape as number[];
  const [rows, columns, channels, multiplier] = filter.shape as number[];
  return {
    x: () => {
      const each = tf.reshape(turned(filter), [rows, columns, channels * multiplier, 1]);
      const parts = depthwise(bordered(dy, axes), each, ones(axes), steps(axes));
      if (multiplier === 1) return parts;
      return tf.reshape(tf.sum(tf.reshape(parts, [-1, multiplier]), 1), [batch, height, width, channels]);
    },
    filter: () => {
      const padded = reached(x, axes);
      const [, paddedHeight, paddedWidth] = padded.shape as number[];
      const [, outHeight, outWidth] = dy.shape as number[];
      const image = tf.reshape(tf.transpose(padded, [1, 2, 0, 3]), [1, paddedHeight, paddedWidth, batch * channels]);
      const asFilter = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [outHeight, outWidth, batch * channels, multiplier]);
      const parts = depthwise(image, asFilter, steps(axes), ones(axes));
      return tf.sum(tf.reshape(parts, [rows, columns, batch, channels, multiplier]), 2);
    },
  };
}
