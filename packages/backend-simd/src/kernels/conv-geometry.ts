import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';

/** The sizes of a convolution, or pooling, of images [batch, height, width, channels]. */
export type Geometry = tf.backend_util.Conv2DInfo;

/** Images with zeros around them, so that every patch that is asked for lies inside. */
export interface Images {
  readonly pointer: number;
  /** Bytes from one column, row and image to the next. */
  readonly x: number;
  readonly y: number;
  readonly batch: number;
}

export interface Size {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What is wanted of images: a window that may reach over their edges. */
export interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Whether a window has parts that no image has. */
export const reachesOut = ({ height, width }: Size, window: Window): boolean =>
  window.top > 0 || window.left > 0 || window.height > height || window.width > width;

/** The window of input that a convolution looks at. */
export const inputWindow = (info: Geometry): Window => ({
  top: info.padInfo.top,
  left: info.padInfo.left,
  height: (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight,
  width: (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth,
});

/** Runs `body` with images that hold all of a window: the given ones, or a copy with zeros around. */
export function withWindow<T>(backend: SimdBackend, pointer: number, size: Size, window: Window, body: (images: Images) => T): T {
  const { batch, height, width, channels } = size;
  const x = channels * 4;
  if (!reachesOut(size, window)) return body({ pointer, x, y: width * x, batch: height * width * x });
  const [rowBytes, imageBytes] = [window.width * x, window.height * window.width * x];
  return backend.withScratch(batch * imageBytes, (to) => {
    const args = [pointer, to, height, width * x, window.top, window.left * x, window.height, rowBytes];
    backend.team.run('padImages', args, batch * window.height, Math.ceil(2 ** 17 / rowBytes));
    return body({ pointer: to, x, y: rowBytes, batch: imageBytes });
  });
}

/** Whether all numbers of a tensor are finite. */
export function allFinite(backend: SimdBackend, x: tf.TensorInfo): boolean {
  return backend.withScratch(4, (flag) => {
    backend.heap.int32[flag / 4] = 0;
    backend.team.run('finite', [backend.pointer(x), flag], tf.util.sizeFromShape(x.shape), 2 ** 16);
    return backend.heap.int32[flag / 4] === 0;
  });
}

/** The arguments that the plain loops of assembly/conv.ts share. */
export const plainArgs = (info: Geometry, x: number, filter: number, y: number): number[] => [
  ...[x, filter, y, info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.filterHeight, info.filterWidth],
  ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left, info.dilationHeight, info.dilationWidth],
  ...[info.outHeight, info.outWidth, info.outChannels],
];
