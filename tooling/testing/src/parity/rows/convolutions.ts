import * as tf from '@tensorflow/tfjs-core';
import type { ParityRow } from '../row';

const transposed =
  (shape: [number, number, number, number], stride: number, pad: 'same' | 'valid') =>
  (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor =>
    tf.conv2dTranspose(x, filter, shape, stride, pad);

/** Convolutions and their transposes. */
export const convolutions: readonly ParityRow[] = [
  { name: 'conv2d, valid', kernels: ['Conv2D'], fn: (x, filter) => tf.conv2d(x, filter, 1, 'valid'), order: 2 },
  { name: 'conv2d, same', kernels: ['Conv2D'], fn: (x, filter) => tf.conv2d(x, filter, 1, 'same'), order: 2 },
  {
    name: 'conv2d, 4x4, stride 2, same',
    kernels: ['Conv2D'],
    fn: (x, filter) => tf.conv2d(x, filter, 2, 'same'),
    order: 2,
  },
  { name: 'conv2d, stride 2, valid', kernels: ['Conv2D'], fn: (x, filter) => tf.conv2d(x, filter, 2, 'valid'), order: 2 },
  { name: 'conv2d, 1x1', kernels: ['Conv2D'], fn: (x, filter) => tf.conv2d(x, filter, 1, 'same'), order: 2 },
  {
    name: 'conv2d, dilated',
    kernels: ['Conv2D'],
    fn: (x, filter) => tf.conv2d(x, filter, 1, 'same', 'NHWC', 2),
    order: 2,
  },
  { name: 'conv2d, 8 to 8 channels', kernels: ['Conv2D'], fn: (x, filter) => tf.conv2d(x, filter, 1, 'same'), order: 1 },
  {
    name: 'fused conv2d, bias, relu',
    kernels: ['FusedConv2D'],
    fn: (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' }),
    order: 2,
  },
  {
    name: 'conv2dTranspose, 4x4, stride 2, same',
    kernels: ['Conv2DBackpropInput'],
    fn: transposed([2, 6, 8, 3], 2, 'same'),
    order: 2,
  },
  {
    name: 'conv2dTranspose, 3x3, stride 2, odd',
    kernels: ['Conv2DBackpropInput'],
    fn: transposed([2, 5, 7, 1], 2, 'same'),
    order: 2,
  },
  {
    name: 'conv2dTranspose, 4x4, valid',
    kernels: ['Conv2DBackpropInput'],
    fn: transposed([2, 4, 4, 2], 1, 'valid'),
    order: 2,
  },
  { name: 'conv1d', kernels: ['Conv2D'], fn: (x, filter) => tf.conv1d(x, filter, 1, 'same'), order: 2 },
  {
    name: 'depthwiseConv2d, same',
    kernels: ['DepthwiseConv2dNative'],
    fn: (x, filter) => tf.depthwiseConv2d(x, filter, 1, 'same'),
    order: 2,
  },
  {
    name: 'depthwiseConv2d, stride 2, valid',
    kernels: ['DepthwiseConv2dNative'],
    fn: (x, filter) => tf.depthwiseConv2d(x, filter, 2, 'valid'),
    order: 2,
  },
  {
    name: 'separableConv2d',
    kernels: ['DepthwiseConv2dNative', 'Conv2D'],
    fn: (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, 1, 'same'),
    order: 2,
  },
  { name: 'conv3d, same', kernels: ['Conv3D'], fn: (x, filter) => tf.conv3d(x, filter, 1, 'same'), order: 1 },
  { name: 'conv3d, stride 2, valid', kernels: ['Conv3D'], fn: (x, filter) => tf.conv3d(x, filter, 2, 'valid'), order: 1 },
];
