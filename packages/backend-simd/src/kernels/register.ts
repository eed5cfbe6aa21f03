import * as tf from '@tensorflow/tfjs-core';
import { genAdam } from './adam';
import { addN } from './add-n';
import { argKernels } from './arg';
import { binaryKernels } from './binary';
import { cast } from './cast';
import { compareKernels } from './compare';
import { conv2D, fusedConv2D } from './conv';
import { conv2DBackpropFilter } from './conv-backprop-filter';
import { conv2DBackpropInput } from './conv-backprop-input';
import { depthwiseBackpropFilter, depthwiseBackpropInput, depthwiseConv2D, fusedDepthwiseConv2D } from './depthwise';
import { einsum } from './einsum';
import { fillKernels } from './fill';
import type { Kernel } from './kernel';
import { layoutKernels } from './layout-kernels';
import { batchMatMul, fusedMatMul } from './mat-mul';
import { fusedBatchNorm } from './norm';
import { poolKernels } from './pool';
import { randomKernels } from './random';
import { reduceKernels } from './reduce';
import { scanKernels } from './scan';
import { select } from './select';
import { softmax } from './softmax';
import { unaryKernels } from './unary';

/** Each kernel of tfjs that has one of ours before it. */
const kernels: Readonly<Record<string, unknown>> = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: fusedMatMul,
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNative: depthwiseConv2D,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
  Einsum: einsum,
  FusedDepthwiseConv2D: fusedDepthwiseConv2D,
  ...poolKernels,
  FusedBatchNorm: fusedBatchNorm,
  Softmax: softmax,
  ...argKernels,
  ...reduceKernels,
  ...scanKernels,
  ...layoutKernels,
  AddN: addN,
  Cast: cast,
  GenAdam: genAdam,
  Select: select,
  ...binaryKernels,
  ...compareKernels,
  ...fillKernels,
  ...randomKernels,
  ...unaryKernels,
};

/** Gives a backend the kernels of tfjs's cpu backend, with ours before them. */
export function registerKernels(backendName: string): void {
  tf.copyRegisteredKernels('cpu', backendName);
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const stock = tf.getKernel(kernelName, backendName);
    if (stock) tf.unregisterKernel(kernelName, backendName);
    const kernelFunc = (call: Parameters<tf.KernelFunc>[0]): tf.TensorInfo | tf.TensorInfo[] =>
      (kernel as Kernel)(call as never) ?? stock!.kernelFunc(call);
    tf.registerKernel({ ...stock, kernelName, backendName, kernelFunc });
  }
}
