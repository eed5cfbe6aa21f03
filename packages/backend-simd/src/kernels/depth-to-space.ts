import type * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { permute } from './transpose';

interface DepthToSpaceAttrs {
  readonly blockSize: number;
  readonly dataFormat: string;
}

export function depthToSpace({ inputs: { x }, attrs, backend }: Call<'x', DepthToSpaceAttrs>): tf.TensorInfo | undefined {
  const { blockSize: block, dataFormat } = attrs;
  if (bytesOf(x.dtype) === 0 || dataFormat !== 'NHWC') return undefined;
  const [batch, height, width, channels] = x.shape;
  const depth = channels / (block * block);
  const y = permute(backend, { ...x, shape: [batch, height, width, block, block, depth] }, [0, 1, 3, 2, 4, 5]);
  return { ...y, shape: [batch, height * block, width * block, depth] };
}
