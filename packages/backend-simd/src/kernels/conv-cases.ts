import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

export interface ConvCase {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly outChannels: number;
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly seed: number;
  readonly oddities: number;
}

const seeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const channels = fc.oneof(small(5), fc.constantFrom(8, 9, 16, 20, 33, 64));
const pads = fc.oneof(
  fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 0, 1, 2),
  fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)).map(
    ([a, b, c, d]): tf.backend_util.ExplicitPadding => [
      [0, 0],
      [a, b],
      [c, d],
      [0, 0],
    ],
  ),
);

/** Convolutions of small images with any strides, dilations and padding that have an output. */
export const convCases: fc.Arbitrary<ConvCase> = fc
  .record({
    batch: small(4),
    height: small(13),
    width: small(13),
    channels,
    filterHeight: small(5),
    filterWidth: small(5),
    outChannels: channels,
    strides: fc.tuple(small(3), small(3)),
    dilations: fc.tuple(small(3), small(3)),
    pad: pads,
    seed: seeds,
    oddities: fc.constantFrom(0, 0, 0, 2),
    dilated: fc.boolean(),
  })
  .map((one) => ({
    ...one,
    ...(one.dilated ? { strides: [1, 1] as [number, number] } : { dilations: [1, 1] as [number, number] }),
  }))
  .filter(({ height, width, filterHeight, filterWidth, strides, dilations, pad, channels, outChannels, batch }) => {
    try {
      const info = tf.backend_util.computeConv2DInfo(
        [batch, height, width, channels],
        [filterHeight, filterWidth, channels, outChannels],
        strides,
        dilations,
        pad,
      );
      return info.outHeight > 0 && info.outWidth > 0;
    } catch {
      return false;
    }
  });
