import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';

/** As `GenAdamAttrs` of @gen/backend. */
interface Attrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly c1: number;
  readonly c2: number;
}

const scalars = new Float64Array(9);
const words = new Int32Array(scalars.buffer);

/**
 * GenAdam, the kernel by which `adam` and `adamw` of @gen/core update one variable: inputs x, g, m, v and perhaps `gradientScale`, of one
 * value; outputs the new x, m and v. The same bits as on other backends.
 */
export const genAdam = ({ inputs, attrs, backend }: Call<'x' | 'g' | 'm' | 'v' | 'gradientScale', Attrs>): tf.TensorInfo[] => {
  const { x, g, m, v } = inputs;
  const gradientScale = inputs.gradientScale as tf.TensorInfo | undefined;
  const { learningRate, beta1, beta2, epsilon, weightDecay, c1, c2 } = attrs;
  const outputs = [x, m, v].map(({ shape }) => backend.output(shape));
  const pointers = [x, g, m, v, ...outputs].map((info) => backend.pointer(info));
  const scaleAt = gradientScale ? backend.pointer(gradientScale) / 4 : 0;
  const scale = gradientScale ? backend.heap.float32[scaleAt] : 1;
  const keep = 1 - learningRate * weightDecay;
  scalars.set([scale, beta1, 1 - beta1, beta2, 1 - beta2, keep, learningRate / c1, 1 / c2, epsilon]);
  backend.team.run('adam', [...pointers, 0, ...words], tf.util.sizeFromShape(x.shape), 8192);
  return outputs;
};
