import { checkCount, checkValue, type Owned } from '@gen/core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { assemble, type VaeNetworks } from './networks';

/**
 * Convolutional networks for images of any size.
 *
 * Encoder: for each of `channels` a 4x4 convolution of stride 2 with ReLU, then a dense layer of `hidden` units with ReLU (the trunk), then
 * mean and logVar. Decoder: its mirror image, with transposed convolutions; the kernel is divisible by the stride, so there is no
 * checkerboard. Odd sizes are cropped at the lower right. Weights are Glorot-uniform by `seed`, the same bits on every backend.
 *
 * @param options `imageShape` `[height, width, channels]`; `latentSize`; `channels` of the convolutions, default `[32, 64]`; `hidden`,
 *   default 256; `seed`, default 0.
 * @throws GenError `value`, for sizes that are not positive integers; when used `shape`, for images of another shape.
 * @memory Owned: dispose it.
 *
 * @example For 28x28 gray images
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { convNetworks } from '@gen/vae';
 *
 * const networks = convNetworks({ imageShape: [28, 28, 1], latentSize: 32, channels: [4, 8], hidden: 16 });
 * tf.tidy(() => networks.trunk(tf.zeros([2, 28, 28, 1])).shape); // [2, 16]
 * networks.dispose();
 * ```
 * @category Networks
 */
export function convNetworks({
  imageShape,
  latentSize,
  channels = [32, 64],
  hidden = 256,
  seed = 0,
}: {
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly latentSize: number;
  readonly channels?: readonly number[];
  readonly hidden?: number;
  readonly seed?: number;
}): Owned<VaeNetworks> {
  const where = 'convNetworks';
  checkValue(where, 'imageShape', imageShape, imageShape.length === 3, '[height, width, channels]');
  for (const size of imageShape) checkCount(where, 'each size of imageShape', size);
  checkCount(where, 'latentSize', latentSize);
  checkCount(where, 'hidden', hidden);
  checkValue(where, 'channels', channels, channels.length > 0, 'at least one number of channels');
  for (const count of channels) checkCount(where, 'each of channels', count);

  const half = (size: number): number => Math.ceil(size / 2);
  // Sizes on the way down: [[28, 28], [14, 14], [7, 7]].
  const sizes = channels.reduce(
    (all, _) => [...all, [half(all[all.length - 1][0]), half(all[all.length - 1][1])]],
    [[imageShape[0], imageShape[1]]],
  );
  const [top, left] = sizes[sizes.length - 1];
  const deepest = channels[channels.length - 1];
  const shared = { kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: 'zeros' } as const;
  const dense = { kernelInitializer: 'zeros' } as const;

  const trunk = sequential();
  channels.forEach((filters, i) => {
    const inputShape = i === 0 ? { inputShape: [...imageShape] } : {};
    trunk.add(layers.conv2d({ ...shared, ...inputShape, filters, activation: 'relu', name: `conv${i + 1}` }));
  });
  trunk.add(layers.flatten());
  trunk.add(layers.dense({ ...dense, units: hidden, activation: 'relu', name: 'dense' }));

  const head = sequential();
  head.add(layers.dense({ ...dense, inputShape: [hidden], units: 2 * latentSize, name: 'dense' }));

  const decoder = sequential();
  decoder.add(layers.dense({ ...dense, inputShape: [latentSize], units: hidden, activation: 'relu', name: 'dense1' }));
  decoder.add(layers.dense({ ...dense, units: top * left * deepest, activation: 'relu', name: 'dense2' }));
  decoder.add(layers.reshape({ targetShape: [top, left, deepest] }));
  for (let i = channels.length - 1; i >= 0; i--) {
    const filters = i === 0 ? imageShape[2] : channels[i - 1];
    const activation = i === 0 ? 'linear' : 'relu';
    decoder.add(layers.conv2dTranspose({ ...shared, filters, activation, name: `conv${channels.length - i}` }));
    const surplus = [2 * sizes[i + 1][0] - sizes[i][0], 2 * sizes[i + 1][1] - sizes[i][1]];
    if (surplus[0] + surplus[1] > 0) {
      decoder.add(
        layers.cropping2D({
          cropping: [
            [0, surplus[0]],
            [0, surplus[1]],
          ],
        }),
      );
    }
  }
  return assemble(where, { trunk, head, decoder }, imageShape, latentSize, seed);
}
