import * as tf from '@tensorflow/tfjs-core';
import { dilatedBackward, dilatedDepthwiseBackward } from './dilated-convolution';
import { sumTo } from './sum-to';

/** What the kernels of convolutions get; those of their gradients get the shape that they cannot know, too. */
export interface ConvAttrs {
  readonly strides: number | number[];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | number[];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly inputShape?: number[];
  readonly filterShape?: number[];
}

type Backward = (dy: tf.Tensor, x: tf.Tensor, filter: tf.Tensor, attrs: ConvAttrs) => Record<'x' | 'filter', () => tf.Tensor>;

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(kernel, inputs, attrs as never);

const isDilated = ({ dilations = 1 }: ConvAttrs): boolean => [dilations].flat().some((dilation) => dilation > 1);

/** The three kernels of one kind of convolution: y = x * w, the gradient of x from dy and w, that of w from x and dy. */
interface Kernels {
  readonly forward: string;
  readonly input: string;
  readonly filter: string;
  readonly dilated: Backward;
}

const dense: Kernels = {
  forward: 'Conv2D',
  input: 'Conv2DBackpropInput',
  filter: 'Conv2DBackpropFilter',
  dilated: dilatedBackward,
};
const depthwise: Kernels = {
  forward: 'DepthwiseConv2dNative',
  input: 'DepthwiseConv2dNativeBackpropInput',
  filter: 'DepthwiseConv2dNativeBackpropFilter',
  dilated: dilatedDepthwiseBackward,
};
const volume: Kernels = {
  forward: 'Conv3D',
  input: 'Conv3DBackpropInputV2',
  filter: 'Conv3DBackpropFilterV2',
  dilated: dilatedBackward,
};

const backward =
  (kernels: Kernels): Backward =>
  (dy, x, filter, attrs) => {
    if (isDilated(attrs)) return kernels.dilated(dy, x, filter, attrs);
    return {
      x: () => run(kernels.input, { dy, filter }, { ...attrs, inputShape: x.shape }),
      filter: () => run(kernels.filter, { x, dy }, { ...attrs, filterShape: filter.shape }),
    };
  };

/** All three are linear in each of two tensors, so each has a gradient made of the other two. */
function gradientsOf(kernels: Kernels): tf.GradConfig[] {
  const forward = (x: tf.Tensor, filter: tf.Tensor, attrs: ConvAttrs): tf.Tensor =>
    run(kernels.forward, { x, filter }, { dataFormat: kernels === volume ? 'NDHWC' : 'NHWC', dilations: 1, ...attrs });
  return [
    {
      kernelName: kernels.forward,
      inputsToSave: ['x', 'filter'],
      gradFunc: (dy, [x, filter], attrs) => backward(kernels)(dy as tf.Tensor, x, filter, attrs as unknown as ConvAttrs),
    },
    {
      kernelName: kernels.input,
      inputsToSave: ['dy', 'filter'],
      gradFunc: (g, [dy, filter], attrs) => ({
        dy: () => forward(g as tf.Tensor, filter, attrs as unknown as ConvAttrs),
        filter: () => run(kernels.filter, { x: g as tf.Tensor, dy }, { ...attrs, filterShape: filter.shape }),
      }),
    },
    {
      kernelName: kernels.filter,
      inputsToSave: ['x', 'dy'],
      gradFunc: (g, [x, dy], attrs) => ({
        x: () => run(kernels.input, { dy, filter: g as tf.Tensor }, { ...attrs, inputShape: x.shape }),
        dy: () => forward(x, g as tf.Tensor, attrs as unknown as ConvAttrs),
      }),
    },
  ];
}

/** A convolution with a bias in one kernel: tfjs runs it under a gradient only with linear activation. */
function fused(kernelName: string, kernels: Kernels): tf.GradConfig {
  return {
    kernelName,
    // The optional one last, so that the others keep their places without it.
    inputsToSave: ['x', 'filter', 'bias'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved;
      const bias = saved.at(2);
      const { dataFormat } = attrs as unknown as ConvAttrs;
      const ofBias = (): tf.Tensor => {
        const last = dataFormat === 'NCHW' ? tf.transpose(dy as tf.Tensor, [0, 2, 3, 1]) : (dy as tf.Tensor);
        return sumTo(last, bias!.shape);
      };
      return { ...backward(kernels)(dy as tf.Tensor, x, filter, attrs as unknown as ConvAttrs), bias: ofBias };
    },
  };
}

/** Of convolutions in two and three dimensions, dense and depthwise, also dilated and fused, and of their gradients. */
export const convolutionGradients = (): readonly tf.GradConfig[] => [
  ...gradientsOf(dense),
  ...gradientsOf(depthwise),
  ...gradientsOf(volume),
  fused('FusedConv2D', dense),
  fused('FusedDepthwiseConv2D', depthwise),
];
