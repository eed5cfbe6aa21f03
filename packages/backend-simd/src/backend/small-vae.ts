import { adam, type Context, createRng, glorotUniform, trainStep, variable } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

/** Sizes of a convolutional VAE: images of `size` by `size`, two layers of `channels`, each half as large, and back. */
export interface SmallVaeSizes {
  readonly size: number;
  readonly channels: readonly [number, number];
  readonly latents: number;
  readonly batch: number;
  /** Default tf.relu. */
  readonly activation?: (x: tf.Tensor4D) => tf.Tensor4D;
}

export interface SmallVae {
  readonly variables: readonly tf.Variable[];
  /** The negative ELBO of each image, of shape [batch], from parameters in the order of `variables`. */
  loss(parameters: readonly tf.Tensor[], images: tf.Tensor4D, noise: tf.Tensor): tf.Tensor;
  /** One step of Adam on the batch that step `i` draws; its loss, fresh. */
  step(i: number): tf.Tensor;
  dispose(): void;
}

/** A convolutional VAE that draws its data itself, all from one seed, for tests of whole training runs. */
export function smallVae({ size, channels: [c1, c2], latents, batch, activation = tf.relu }: SmallVaeSizes): SmallVae {
  const small = size / 4;
  const flat = small * small * c2;
  const rng = createRng(5);
  const shapes: Record<string, number[]> = {
    conv1: [4, 4, 1, c1],
    conv1Bias: [c1],
    conv2: [4, 4, c1, c2],
    conv2Bias: [c2],
    code: [flat, 2 * latents],
    codeBias: [2 * latents],
    dense: [latents, flat],
    denseBias: [flat],
    deconv1: [4, 4, c1, c2],
    deconv1Bias: [c1],
    deconv2: [4, 4, 1, c1],
    deconv2Bias: [1],
  };
  const variables = Object.entries(shapes).map(([path, shape]) =>
    variable(path, () => (shape.length === 1 ? tf.zeros(shape) : glorotUniform(shape, rng.fork(path)))),
  );
  const optimizer = adam({ learningRate: 1e-3 });

  const loss: SmallVae['loss'] = (parameters, images, noise) => {
    const [k1, b1, k2, b2, k3, b3, k4, b4, k5, b5, k6, b6] = parameters as tf.Tensor4D[];
    const conv = (x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor): tf.Tensor4D =>
      activation(tf.add<tf.Tensor4D>(tf.conv2d(x, kernel, 2, 'same'), bias));
    const deconv = (x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor, to: number): tf.Tensor4D =>
      tf.add(tf.conv2dTranspose(x, kernel, [batch, to, to, kernel.shape[2]], 2, 'same'), bias);
    const hidden = tf.reshape(conv(conv(images, k1, b1), k2, b2), [batch, flat]);
    const [mean, logVariance] = tf.split(tf.add(tf.matMul(hidden, k3 as tf.Tensor), b3), 2, 1);
    const code = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
    const back = tf.reshape(tf.add(tf.matMul(code, k4 as tf.Tensor), b4), [batch, small, small, c2]) as tf.Tensor4D;
    const logits = deconv(activation(deconv(activation(back), k5, b5, size / 2)), k6, b6, size);
    const likelihood = tf.sub(tf.mul(images, logits), tf.softplus(logits));
    const divergence = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance));
    return tf.sub(tf.mul(0.5, tf.sum(divergence, 1)), tf.sum(likelihood, [1, 2, 3]));
  };
  const step = trainStep({
    objective: ({ images, noise }: { images: tf.Tensor4D; noise: tf.Tensor }) => ({ loss: loss(variables, images, noise) }),
    variables,
    optimizer,
  });

  return {
    variables,
    loss,
    step: (i) =>
      tf.tidy(() => {
        const own = rng.fork(i);
        const images = tf.tensor4d(own.fork('images').fillUniform(new Float32Array(batch * size * size)), [batch, size, size, 1]);
        const noise = tf.tensor2d(own.fork('noise').fillNormal(new Float32Array(batch * latents)), [batch, latents]);
        const context: Context = { step: i, epoch: 0, rng: own, training: true };
        return step({ images, noise }, context).total;
      }),
    dispose: () => {
      tf.dispose([...variables]);
      optimizer.dispose();
    },
  };
}
