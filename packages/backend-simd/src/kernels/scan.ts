import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { PANEL, SHARE } from './reduce-plan';

interface Attrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

type Scan = (call: Call<'x', Attrs>) => tf.TensorInfo | tf.TensorInfo[] | undefined;

const scan =
  (kernelName: string, kernels: Readonly<Partial<Record<tf.DataType, string>>>): Scan =>
  ({ inputs, attrs, backend }) => {
    const { x } = inputs;
    const rank = x.shape.length;
    const axis = attrs.axis < 0 ? attrs.axis + rank : attrs.axis;
    if (!(axis >= 0 && axis < rank)) return undefined;
    const name = kernels[x.dtype];
    // tfjs's kernel takes the wrong axis where one counts from the end.
    if (!name) {
      const stock = tf.getKernel(kernelName, 'cpu')!.kernelFunc;
      return stock({ inputs, attrs: { ...attrs, axis }, backend } as unknown as Parameters<tf.KernelFunc>[0]);
    }
    const out = backend.output(x.shape, x.dtype);
    const size = x.shape[axis];
    const outer = tf.util.sizeFromShape(x.shape.slice(0, axis));
    const width = tf.util.sizeFromShape(x.shape.slice(axis + 1));
    const panels = Math.ceil(width / PANEL);
    if (size === 0) return out;
    const chunk = Math.max(1, Math.floor(SHARE / (size * Math.min(Math.max(1, width), PANEL))));
    const flags = [Number(attrs.exclusive), Number(attrs.reverse)];
    const args = [backend.pointer(x), backend.pointer(out), size, width, panels, ...flags];
    backend.team.run(name, args, outer * panels, chunk);
    return out;
  };

export const scanKernels: Readonly<Record<string, Scan>> = {
  Cumprod: scan('Cumprod', { float32: 'cumprod' }),
  Cumsum: scan('Cumsum', { float32: 'cumsum', int32: 'cumsumInt' }),
};
