import * as tf from '@tensorflow/tfjs-core';
import type { Call } from './kernel';
import { bytesOf } from './move';
import { pad } from './pad';
import { cut } from './slice';
import { permute } from './transpose';

interface SpaceToBatchAttrs {
  readonly blockShape: number[];
  readonly paddings: readonly (readonly [number, number])[];
}

interface BatchToSpaceAttrs {
  readonly blockShape: number[];
  readonly crops: number[][];
}

const { getReshaped, getPermuted, getReshapedPermuted, getSliceBeginCoords, getSliceSize } = tf.backend_util;

export function spaceToBatch({ inputs: { x }, attrs, backend }: Call<'x', SpaceToBatchAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const { blockShape, paddings } = attrs;
  const inner = x.shape.slice(1 + blockShape.length).map((): [number, number] => [0, 0]);
  const padded = pad(backend, x, [[0, 0], ...paddings, ...inner], 0);
  if (!padded) return undefined;
  const block = tf.util.sizeFromShape(blockShape);
  const shape = getReshaped(padded.shape, blockShape, block, false);
  const y = permute(backend, { ...padded, shape }, getPermuted(shape.length, blockShape.length, false));
  backend.disposeIntermediateTensorInfo(padded);
  return { ...y, shape: getReshapedPermuted(padded.shape, blockShape, block, false) };
}

export function batchToSpace({ inputs: { x }, attrs, backend }: Call<'x', BatchToSpaceAttrs>): tf.TensorInfo | undefined {
  if (bytesOf(x.dtype) === 0) return undefined;
  const { blockShape, crops } = attrs;
  const block = tf.util.sizeFromShape(blockShape);
  const shape = getReshaped(x.shape, blockShape, block);
  const permuted = permute(backend, { ...x, shape }, getPermuted(shape.length, blockShape.length));
  const whole = getReshapedPermuted(x.shape, blockShape, block);
  const uncropped = { ...permuted, shape: whole };
  const [begin, size] = tf.slice_util.parseSliceParams(
    uncropped as tf.Tensor,
    getSliceBeginCoords(crops, blockShape.length),
    getSliceSize(whole, crops, blockShape.length),
  );
  tf.slice_util.assertParamsValid(uncropped, begin, size);
  const y = cut(backend, uncropped, begin, size);
  backend.disposeIntermediateTensorInfo(permuted);
  return y;
}
