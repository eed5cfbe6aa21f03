import * as tf from '@tensorflow/tfjs-core';
import { bits, type Call } from './kernel';
import { CHUNK } from './unary';

type Inputs = 'x' | 'mean' | 'variance' | 'scale' | 'offset';

/** By channel, the last axis. Other forms that tfjs allows are left to it. */
export const fusedBatchNorm = ({
  inputs,
  attrs: { varianceEpsilon },
  backend,
}: Call<Inputs, { readonly varianceEpsilon?: number }>): tf.TensorInfo | undefined => {
  const { x, mean, variance } = inputs;
  // Null where the caller has none.
  const [scale, offset] = [inputs.scale ?? undefined, inputs.offset ?? undefined] as (tf.TensorInfo | undefined)[];
  const channels = x.shape[x.shape.length - 1];
  const given = [mean, variance, scale, offset].filter((info) => info !== undefined);
  const fits = ({ dtype, shape }: tf.TensorInfo): boolean => dtype === 'float32' && shape.length === 1 && shape[0] === channels;
  if (x.dtype !== 'float32' || !channels || !given.every(fits)) return undefined;
  const y = backend.output(x.shape);
  const period = channels % 4 === 0 ? channels : channels * 4;
  const at = (info: tf.TensorInfo | undefined): number => (info ? backend.pointer(info) : 0);
  const parameters = [mean, variance, scale, offset].map(at);
  const [from, to] = [backend.pointer(x), backend.pointer(y)];
  backend.withScratch(period * 12, (table) => {
    const epsilon = bits(varianceEpsilon ?? 0.001);
    backend.team.run('normTable', [...parameters, table, channels, period, epsilon], period, period);
    backend.team.run('norm', [from, to, table, period], tf.util.sizeFromShape(x.shape), CHUNK);
  });
  return y;
};
