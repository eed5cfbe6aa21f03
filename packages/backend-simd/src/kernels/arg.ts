import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { PANEL, reducedShape, SHARE } from './reduce-plan';

type Arg = (call: Call<'x', { readonly axis: number | number[] }>) => tf.TensorInfo | undefined;

const arg =
  (name: string): Arg =>
  ({ inputs: { x }, attrs, backend }) => {
    const [axis, ...more] = tf.util.parseAxisParam(attrs.axis, x.shape);
    const size = x.shape[axis];
    if (x.dtype !== 'float32' || more.length > 0 || !size) return undefined;
    const shape = reducedShape(x.shape, [axis], false);
    const out = backend.output(shape, 'int32');
    const outer = tf.util.sizeFromShape(x.shape.slice(0, axis));
    const width = tf.util.sizeFromShape(x.shape.slice(axis + 1));
    const panels = Math.ceil(width / PANEL);
    const chunk = Math.max(1, Math.floor(SHARE / (size * Math.min(width, PANEL))));
    const args = [backend.pointer(x), backend.pointer(out), outer, size, width, panels];
    backend.team.run(name, args, outer * panels, chunk);
    return out;
  };

export const argKernels: Readonly<Record<string, Arg>> = { ArgMax: arg('argMax'), ArgMin: arg('argMin') };
