import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../wasm/wasm-backend';

/** Inputs of the kernel `GenAdam`; all of one shape but `gradientScale`, of one value, which multiplies the gradient. */
export interface GenAdamInputs {
  readonly x: tf.TensorInfo;
  readonly g: tf.TensorInfo;
  readonly m: tf.TensorInfo;
  readonly v: tf.TensorInfo;
  readonly gradientScale?: tf.TensorInfo;
}

/** Attributes of the kernel `GenAdam`; `c1` and `c2` are the bias corrections 1 - beta1^t and 1 - beta2^t. */
export interface GenAdamAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly c1: number;
  readonly c2: number;
}

/** Where a backend keeps values: `make` allocates an output, `values` looks into an allocation. */
interface Memory {
  readonly make: (like: tf.TensorInfo) => tf.TensorInfo;
  readonly values: (info: tf.TensorInfo) => Float32Array;
}

interface CpuBackend extends tf.KernelBackend {
  readonly data: { get(dataId: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): tf.TensorInfo;
}

const memories: Readonly<Record<string, (backend: never) => Memory>> = {
  cpu: (backend: CpuBackend): Memory => ({
    make: ({ shape }) => backend.makeTensorInfo(shape, 'float32', new Float32Array(tf.util.sizeFromShape(shape))),
    values: ({ dataId }) => backend.data.get(dataId).values,
  }),
  wasm: (backend: WasmBackend): Memory => ({
    make: ({ shape }) => backend.makeOutput(shape, 'float32'),
    values: (info) => backend.typedArrayFromHeap(info) as Float32Array,
  }),
};

/**
 * Registers the kernel `GenAdam` for the cpu and wasm backends: one step of AdamW for one variable, in one pass over memory.
 *
 * Inputs `{x, g, m, v, gradientScale?}`, outputs `[x', m', v']`, computed in float64 and rounded once:
 *
 * g' = g * gradientScale; m' = beta1 m + (1 - beta1) g'; v' = beta2 v + (1 - beta2) g'^2;
 * x' = x (1 - learningRate weightDecay) - learningRate (m' / c1) / (sqrt(v' / c2) + epsilon)
 *
 * @see Loshchilov and Hutter 2019, "Decoupled weight decay regularization", arXiv:1711.05101
 */
export function registerGenAdam(): void {
  for (const backendName of Object.keys(memories)) {
    if (tf.getKernel('GenAdam', backendName)) continue;
    tf.registerKernel({
      kernelName: 'GenAdam',
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        step(memories[backendName](backend as never), inputs as unknown as GenAdamInputs, attrs as unknown as GenAdamAttrs),
    });
  }
}

function step(memory: Memory, inputs: GenAdamInputs, attrs: GenAdamAttrs): tf.TensorInfo[] {
  // Outputs first: making them may move the memory that the views below look into.
  const outputs = [inputs.x, inputs.m, inputs.v].map(memory.make);
  const scale = inputs.gradientScale ? memory.values(inputs.gradientScale)[0] : 1;
  const before = [inputs.x, inputs.g, inputs.m, inputs.v].map(memory.values) as Arrays<4>;
  update(before, outputs.map(memory.values) as Arrays<3>, scale, attrs);
  return outputs;
}

type Arrays<N> = N extends 4
  ? [Float32Array, Float32Array, Float32Array, Float32Array]
  : [Float32Array, Float32Array, Float32Array];

function update([x, g, m, v]: Arrays<4>, [newX, newM, newV]: Arrays<3>, scale: number, attrs: GenAdamAttrs): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, c1, c2 } = attrs;
  const keep = 1 - learningRate * weightDecay;
  const rate = learningRate / c1;
  const inverse = 1 / c2;
  for (let i = 0; i < newX.length; i++) {
    const gradient = g[i] * scale;
    const mean = beta1 * m[i] + (1 - beta1) * gradient;
    const square = beta2 * v[i] + (1 - beta2) * gradient * gradient;
    newM[i] = mean;
    newV[i] = square;
    newX[i] = x[i] * keep - (rate * mean) / (Math.sqrt(square * inverse) + epsilon);
  }
}
