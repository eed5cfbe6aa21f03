import * as tf from '@tensorflow/tfjs-core';
import { cast } from './cast';
import { conv2dBackpropFilter } from './conv2d-backprop-filter';
import { conv2dBackpropInput } from './conv2d-backprop-input';
import { conv3dBackpropFilter, conv3dBackpropInput } from './conv3d-backprop';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop';
import { einsum } from './einsum';
import { identity } from './identity';
import { fusedMatMul, matMul } from './mat-mul';
import { maxPoolGrad } from './max-pool-grad';
import { slice } from './slice';
import { softplus } from './softplus';
import { split } from './split';
import { sum } from './sum';
import { transpose } from './transpose';
import { unsortedSegmentSum } from './unsorted-segment-sum';
import type { KernelCall } from './wasm-backend';

// On the function in the registry, where another copy of this package sees it too.
const ours = Symbol.for('@gen/backend/kernel');

type Kernel = (call: KernelCall<never, never>) => tf.TensorInfo | tf.TensorInfo[];

const fresh = (kernel: Kernel) => (): Kernel => kernel;

/** Each kernel, made from the stock one that it replaces (or from nothing, where there is none). */
const kernels: Readonly<Record<string, (stock: tf.KernelFunc) => Kernel>> = {
  BatchMatMul: matMul,
  _FusedMatMul: fusedMatMul,
  Cast: cast,
  Conv2DBackpropFilter: fresh(conv2dBackpropFilter),
  Conv2DBackpropInput: fresh(conv2dBackpropInput),
  Conv3DBackpropFilterV2: fresh(conv3dBackpropFilter),
  Conv3DBackpropInputV2: fresh(conv3dBackpropInput),
  DepthwiseConv2dNativeBackpropFilter: fresh(depthwiseBackpropFilter),
  DepthwiseConv2dNativeBackpropInput: fresh(depthwiseBackpropInput),
  Einsum: fresh(einsum),
  Identity: fresh(identity),
  MaxPoolGrad: fresh(maxPoolGrad),
  Slice: slice,
  Softplus: softplus,
  SplitV: split,
  Sum: sum,
  Transpose: transpose,
  UnsortedSegmentSum: fresh(unsortedSegmentSum),
};

/**
 * Gives tfjs's wasm backend what it lacks for training, and replaces what it does slowly or wrongly.
 *
 * `useBackend('wasm')` calls this; call it yourself only when you set the backend by hand, after tfjs-backend-wasm was
 * imported. It works through tfjs's public kernel registry, and calling it again does nothing.
 *
 * @example With a backend that was set by hand
 * ```ts
 * import { enableWasmTraining } from '@gen/backend';
 * import '@tensorflow/tfjs-backend-wasm';
 *
 * enableWasmTraining();
 * ```
 * @category Kernels
 */
export function enableWasmTraining(): void {
  for (const [kernelName, make] of Object.entries(kernels)) {
    const stock = tf.getKernel(kernelName, 'wasm');
    if (stock && ours in stock.kernelFunc) continue;
    const kernelFunc = Object.assign(make(stock?.kernelFunc) as unknown as tf.KernelFunc, { [ours]: true });
    if (stock) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...stock, kernelName, backendName: 'wasm', kernelFunc });
  }
}
