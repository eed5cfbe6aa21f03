import * as tf from '@tensorflow/tfjs-core';
import { inMemoryOf } from '../assembly/instantiate';
import type { WasmBackend } from '../wasm/wasm-backend';
import { adamSimd, scalars } from './adam-simd';

/** Inputs of the kernel `GenAdam`; all of one shape but `gradientScale`, of one value, which multiplies the gradient. @category Kernels */
export interface GenAdamInputs {
  readonly x: tf.TensorInfo;
  readonly g: tf.TensorInfo;
  readonly m: tf.TensorInfo;
  readonly v: tf.TensorInfo;
  readonly gradientScale?: tf.TensorInfo;
}

/** Attributes of the kernel `GenAdam`; `c1` and `c2` are the bias corrections 1 - beta1^t and 1 - beta2^t. @category Kernels */
export interface GenAdamAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly c1: number;
  readonly c2: number;
}

/** Seven arrays of `size` values that lie in one: x, g, m, v and the new x, m, v. One array makes the loop a fifth faster. */
interface Laid {
  readonly heap: Float32Array;
  readonly at: readonly number[];
  readonly size: number;
}

type Backends = Readonly<Record<string, (inputs: GenAdamInputs, attrs: GenAdamAttrs, backend: never) => tf.TensorInfo[]>>;

interface CpuBackend extends tf.KernelBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): tf.TensorInfo;
}

const simd = inMemoryOf(() => ({ adam: adamSimd() }));

const kernels: Backends = {
  cpu: ({ x, g, m, v, gradientScale }, attrs, backend: CpuBackend) => {
    const size = tf.util.sizeFromShape(x.shape);
    const heap = new Float32Array(7 * size);
    const valuesOf = ({ dataId }: tf.TensorInfo): Float32Array => backend.data.get(dataId).values;
    [x, g, m, v].forEach((info, i) => {
      heap.set(valuesOf(info), i * size);
    });
    const at = Array.from({ length: 7 }, (_, i) => i * size);
    update({ heap, at, size }, gradientScale ? valuesOf(gradientScale)[0] : 1, attrs);
    return at.slice(4).map((start) => backend.makeTensorInfo(x.shape, 'float32', heap.slice(start, start + size)));
  },
  wasm: ({ x, g, m, v, gradientScale }, attrs, backend: WasmBackend) => {
    // Outputs first: making them may move the memory that the views below look into.
    const outputs = [x, m, v].map(({ shape }) => backend.makeOutput(shape, 'float32'));
    const heap = new Float32Array(backend.typedArrayFromHeap(x).buffer);
    const at = [x, g, m, v, ...outputs].map(({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset / 4);
    const scale = gradientScale ? backend.typedArrayFromHeap(gradientScale)[0] : 1;
    const size = tf.util.sizeFromShape(x.shape);
    const pairs = size - (size % 2);
    const module = pairs > 0 ? simd(backend) : undefined;
    if (module) {
      const values = scalarsOf(scale, attrs);
      module.adam(...at.map((start) => 4 * start), 4 * pairs, ...scalars.map((name) => values[name]));
    }
    update({ heap, at, size }, scale, attrs, module ? pairs : 0);
    return outputs;
  },
};

/**
 * Registers the kernel `GenAdam` for the cpu and wasm backends: one step of AdamW for one variable, in one pass over memory.
 *
 * Inputs `{x, g, m, v, gradientScale?}`, outputs `[x', m', v']`, computed in float64 and rounded once:
 *
 * g' = g * gradientScale; m' = beta1 m + (1 - beta1) g'; v' = beta2 v + (1 - beta2) g'^2;
 * x' = x (1 - learningRate weightDecay) - learningRate (m' / c1) / (sqrt(v' / c2) + epsilon)
 *
 * `useBackend` calls this; calling it again does nothing. `adam` and `adamw` of @gen/core use the kernel where they find it.
 *
 * @see Loshchilov and Hutter 2019, "Decoupled weight decay regularization", arXiv:1711.05101
 *
 * @example One step by hand
 * ```ts
 * import { registerGenAdam } from '@gen/backend';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * registerGenAdam();
 * const attrs = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, c1: 0.1, c2: 0.001 };
 * if (tf.getKernel('GenAdam', tf.getBackend())) {
 *   tf.tidy(() => {
 *     const inputs = { x: tf.ones([2]), g: tf.ones([2]), m: tf.zeros([2]), v: tf.zeros([2]) };
 *     tf.engine().runKernel('GenAdam', inputs, attrs); // new x is 0.9, new m 0.1, new v 0.001
 *   });
 * }
 * ```
 * @category Kernels
 */
export function registerGenAdam(): void {
  for (const [backendName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel('GenAdam', backendName)) continue;
    tf.registerKernel({
      kernelName: 'GenAdam',
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        kernel(inputs as unknown as GenAdamInputs, attrs as unknown as GenAdamAttrs, backend as never),
    });
  }
}

function scalarsOf(scale: number, attrs: GenAdamAttrs): Record<(typeof scalars)[number], number> {
  const { learningRate, beta1, beta2, epsilon, weightDecay, c1, c2 } = attrs;
  const keep = 1 - learningRate * weightDecay;
  return { scale, beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, keep, rate: learningRate / c1, inverse: 1 / c2, epsilon };
}

function update({ heap, at: [x, g, m, v, newX, newM, newV], size }: Laid, factor: number, attrs: GenAdamAttrs, from = 0): void {
  const { scale, beta1, rest1, beta2, rest2, keep, rate, inverse, epsilon } = scalarsOf(factor, attrs);
  for (let i = from; i < size; i++) {
    const gradient = heap[g + i] * scale;
    const mean = beta1 * heap[m + i] + rest1 * gradient;
    const square = beta2 * heap[v + i] + rest2 * gradient * gradient;
    heap[newM + i] = mean;
    heap[newV + i] = square;
    heap[newX + i] = heap[x + i] * keep - (rate * mean) / (Math.sqrt(square * inverse) + epsilon);
  }
}
