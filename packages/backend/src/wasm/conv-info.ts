import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/** Attributes that tfjs gives to both convolution gradients; it refuses dilations before it calls a kernel. */
export interface ConvAttrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

/** The convolution that a gradient belongs to. @throws GenError `value`, when its data format is not NHWC. */
export function channelsLast(
  kernel: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dimRoundingMode }: ConvAttrs,
): tf.backend_util.Conv2DInfo {
  if (dataFormat !== 'NHWC') throw new GenError('value', `${kernel}: expected dataFormat to be 'NHWC', got '${dataFormat}'`);
  return tf.backend_util.computeConv2DInfo(inputShape as Shape4D, filterShape as Shape4D, strides, 1, pad, dimRoundingMode);
}
