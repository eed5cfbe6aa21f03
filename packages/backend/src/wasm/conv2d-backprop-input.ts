import type * as tf from '@tensorflow/tfjs-core';
import { compose, fillOutput, view } from './compose';
import { type ConvAttrs, channelsLast } from './conv-info';
import { type Axis, type PhaseGroup, phaseGroups } from './phase-groups';
import type { KernelCall } from './wasm-backend';

type Pair<T> = readonly [rows: T, columns: T];

/**
 * Conv2DBackpropInput (and with it the forward conv2dTranspose) as stride-1 convolutions.
 *
 * Pixels of the input with the same position modulo the stride see the same taps of the filter. So each such phase is a
 * convolution of `dy` with those taps, reversed, and the phases interleave to pixels: no zero between pixels of `dy` is
 * ever multiplied. The stock kernel is a scalar loop.
 *
 * @see Shi et al. 2016, "Is the deconvolution layer the same as a convolutional layer?", arXiv:1609.07009
 */
export function conv2dBackpropInput({
  inputs: { dy, filter },
  attrs,
  backend,
}: KernelCall<{ dy: tf.TensorInfo; filter: tf.TensorInfo }, ConvAttrs & { inputShape: number[] }>): tf.TensorInfo {
  const info = channelsLast('Conv2DBackpropInput', attrs.inputShape, filter.shape, attrs);
  const { inShape, inChannels: ci, outChannels: co } = info;
  const axes: Pair<Axis> = [
    { stride: info.strideHeight, filter: info.filterHeight, pad: info.padInfo.top, input: info.inHeight, output: info.outHeight },
    { stride: info.strideWidth, filter: info.filterWidth, pad: info.padInfo.left, input: info.inWidth, output: info.outWidth },
  ];
  const groups = cheapest(axes, ci);
  return compose(backend, (run) => {
    // conv2dTranspose takes any output shape; what of its input belongs to none of the output's windows counts for nothing.
    const fits = dy.shape[1] === info.outHeight && dy.shape[2] === info.outWidth;
    const size = [dy.shape[0], info.outHeight, info.outWidth, co];
    const seen = fits ? dy : run('Slice', { x: dy }, { begin: [0, 0, 0, 0], size });
    const parts = groups.map((group) => {
      const [rows, columns] = group;
      const channels = rows.phases.length * columns.phases.length * ci;
      const taps = run(
        () =>
          fillOutput(backend, [rows.taps, columns.taps, co, channels], 'float32', (out) =>
            phaseFilter(backend.typedArrayFromHeap(filter), out, { shape: filter.shape, group, axes }),
          ),
        {},
      );
      const pad = [
        [0, 0],
        [rows.before, rows.after],
        [columns.before, columns.after],
        [0, 0],
      ];
      const attributes = { strides: [1, 1], dilations: [1, 1], pad, dataFormat: 'NHWC' };
      return { group, values: run('Conv2D', { x: seen, filter: taps }, attributes) };
    });
    if (parts.length === 1 && parts[0].group.every((group, i) => isWhole(group, axes[i]))) return view(parts[0].values, inShape);
    return run(
      () =>
        fillOutput(backend, inShape, 'float32', (out) => {
          out.fill(0);
          for (const { group, values } of parts) {
            interleave(backend.typedArrayFromHeap(values), out, { shape: inShape, group, axes });
          }
        }),
      {},
    );
  });
}

const isWhole = ({ start, size }: PhaseGroup, { stride, pad, input }: Axis): boolean =>
  stride === 1 && start === pad && size === input;

/** All phases in one convolution, or one convolution each: whichever multiplies less. */
function cheapest(axes: Pair<Axis>, ci: number): Pair<PhaseGroup>[] {
  const plans = [true, false].map((together) => {
    const [rows, columns] = axes.map((axis) => phaseGroups(axis, together));
    return rows.flatMap((row) => columns.map((column): Pair<PhaseGroup> => [row, column]));
  });
  // XNNPACK computes output channels eight at a time.
  const cost = (plan: Pair<PhaseGroup>[]): number =>
    plan.reduce((sum, group) => {
      const channels = 8 * Math.ceil((group[0].phases.length * group[1].phases.length * ci) / 8);
      return sum + group[0].size * group[0].taps * group[1].size * group[1].taps * channels;
    }, 0);
  return cost(plans[1]) < cost(plans[0]) ? plans[1] : plans[0];
}

interface Part {
  readonly shape: readonly number[];
  readonly group: Pair<PhaseGroup>;
  readonly axes: Pair<Axis>;
}

/** `[h,w,ci,co]` to `[taps,taps,co,phases*ci]`, taps in reverse order. */
function phaseFilter(from: ArrayLike<number>, out: Float32Array, { shape, group: [rows, columns], axes }: Part): void {
  const [height, width, ci, co] = shape;
  const channels = rows.phases.length * columns.phases.length * ci;
  out.fill(0);
  for (let up = 0; up < rows.taps; up++) {
    for (let left = 0; left < columns.taps; left++) {
      const tap = (rows.taps - 1 - up) * columns.taps + (columns.taps - 1 - left);
      rows.phases.forEach((rowPhase, a) => {
        const r = rowPhase + axes[0].stride * up;
        columns.phases.forEach((columnPhase, b) => {
          const c = columnPhase + axes[1].stride * left;
          if (r >= height || c >= width) return;
          for (let i = 0; i < ci; i++) {
            const source = ((r * width + c) * ci + i) * co;
            const target = tap * co * channels + (a * columns.phases.length + b) * ci + i;
            for (let o = 0; o < co; o++) out[target + o * channels] = from[source + o];
          }
        });
      });
    }
  }
}

/** Puts the phases of a group where they belong in the input; pixels that no output saw are left out. */
function interleave(from: ArrayLike<number>, out: Float32Array, { shape, group: [rows, columns], axes }: Part): void {
  const [batch, height, width, ci] = shape;
  const channels = rows.phases.length * columns.phases.length * ci;
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows.size; row++) {
      for (let a = 0; a < rows.phases.length; a++) {
        const y = (rows.start + row) * axes[0].stride + rows.phases[a] - axes[0].pad;
        if (y < 0 || y >= height) continue;
        for (let b = 0; b < columns.phases.length; b++) {
          let source = (n * rows.size + row) * columns.size * channels + (a * columns.phases.length + b) * ci;
          let x = columns.start * axes[1].stride + columns.phases[b] - axes[1].pad;
          for (let column = 0; column < columns.size; column++, source += channels, x += axes[1].stride) {
            if (x < 0 || x >= width) continue;
            const target = ((n * height + y) * width + x) * ci;
            for (let i = 0; i < ci; i++) out[target + i] = from[source + i];
          }
        }
      }
    }
  }
}
