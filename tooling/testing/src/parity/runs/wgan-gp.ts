import { adam, createRng, initialize, type Network, network, type Rng, trainStep, variable } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { type Drawn, type RunDefinition, seed, steps, type TrainingRun } from './run';
import { batchIndices, pick, strokes } from './strokes';

const [size, batch, examples, latentSize] = [8, 8, 48, 6];
const rng = () => createRng(seed).fork('wgan-gp');

/** What the critic's step and the generator's step draw, each from its own generator. */
const latents = (own: Rng): Float32Array => own.fork('latents').fillNormal(new Float32Array(batch * latentSize));
const mixture = (own: Rng): Float32Array => own.fork('mixture').fillUniform(new Float32Array(batch));
const ofStep = (i: number, who: string): Rng => rng().fork(i).fork(who);

function data(): { readonly images: Float32Array; readonly indices: Int32Array } {
  const images = strokes(examples, size, rng().fork('images')).map((pixel) => 2 * pixel - 1);
  return { images, indices: batchIndices(steps, batch, examples, rng().fork('batches')) };
}

function draw(): Drawn {
  const { images, indices } = data();
  const each = (values: (i: number) => Float32Array, width: number): Float32Array => {
    const all = new Float32Array(steps * batch * width);
    for (let i = 0; i < steps; i++) all.set(values(i), i * batch * width);
    return all;
  };
  const noise = (who: string): Float32Array => each((i) => latents(ofStep(i, who)), latentSize);
  const shape = [steps, batch, latentSize];
  return {
    images: { dtype: 'float32', shape: [examples, size, size, 1], data: images },
    indices: { dtype: 'int32', shape: [steps, batch], data: indices },
    'critic/latents': { dtype: 'float32', shape, data: noise('critic') },
    'generator/latents': { dtype: 'float32', shape, data: noise('generator') },
    mixture: { dtype: 'float32', shape: [steps, batch], data: each((i) => mixture(ofStep(i, 'critic')), 1) },
  };
}

function networks(): { readonly generator: Network; readonly critic: Network } {
  const zeros = (path: string, shape: number[]): tf.Variable => variable(path, () => tf.zeros(shape));
  const make = (name: string, shapes: Record<string, number[]>): tf.Variable[] => {
    const made = Object.entries(shapes).map(([path, shape]) => zeros(`${name}/${path}`, shape));
    initialize(made, rng());
    return made;
  };
  const g = make('generator', {
    dense: [latentSize, 64],
    bias: [64],
    up1: [4, 4, 8, 16],
    bias1: [8],
    up2: [4, 4, 1, 8],
    bias2: [1],
  });
  const c = make('critic', { down1: [4, 4, 1, 8], bias1: [8], down2: [4, 4, 8, 16], bias2: [16], dense: [64, 1] });
  const leaky = (x: tf.Tensor): tf.Tensor => tf.leakyRelu(x, 0.2);
  const up = (x: tf.Tensor, filter: tf.Variable, bias: tf.Variable): tf.Tensor => {
    const { shape: size } = x as tf.Tensor4D;
    const shape: [number, number, number, number] = [batch, 2 * size[1], 2 * size[2], (filter as tf.Tensor4D).shape[2]];
    return tf.add(tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, shape, 2, 'same'), bias);
  };
  const down = (x: tf.Tensor, filter: tf.Variable, bias: tf.Variable): tf.Tensor =>
    tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'), bias);
  const generator = network((z: tf.Tensor) => {
    const seedImage = tf.reshape(leaky(tf.add(tf.matMul(z, g[0]), g[1])), [batch, 2, 2, 16]);
    return tf.tanh(up(leaky(up(seedImage, g[2], g[3])), g[4], g[5]));
  }, g);
  const critic = network((x: tf.Tensor) => {
    const features = leaky(down(leaky(down(x, c[0], c[1])), c[2], c[3]));
    return tf.squeeze(tf.matMul(tf.reshape(features, [batch, 64]), c[4]), [1]);
  }, c);
  return { generator, critic };
}

function make(): TrainingRun {
  const { images, indices } = data();
  const { generator, critic } = networks();
  const made = (own: Rng): tf.Tensor => generator(tf.tensor(latents(own), [batch, latentSize]));
  const optimizers = [adam({ learningRate: 1e-3, beta1: 0.5 }), adam({ learningRate: 1e-3, beta1: 0.5 })];
  const criticStep = trainStep({
    objective: (real: tf.Tensor, context) => {
      const fake = made(context.rng);
      const part = tf.tensor(mixture(context.rng), [batch, 1, 1, 1]);
      const between = tf.add(tf.mul(part, real), tf.mul(tf.sub(1, part), fake));
      const slope = tf.grad((x: tf.Tensor) => tf.sum(critic(x)))(between);
      const length = tf.sqrt(tf.add(tf.sum(tf.square(slope), [1, 2, 3]), 1e-12));
      return { distance: tf.sub(critic(fake), critic(real)), penalty: tf.square(tf.sub(length, 1)) };
    },
    variables: critic.variables,
    optimizer: optimizers[0],
    weights: { penalty: 10 },
  });
  const generatorStep = trainStep({
    objective: (_: undefined, context) => ({ generator: tf.neg(critic(made(context.rng))) }),
    variables: generator.variables,
    optimizer: optimizers[1],
  });
  return {
    variables: [...generator.variables, ...critic.variables],
    step: (i) =>
      tf.tidy(() => {
        const picked = pick(images, indices.subarray(i * batch, (i + 1) * batch), size * size);
        const real = tf.tensor(picked, [batch, size, size, 1]);
        const context = (who: string) => ({ step: i, epoch: 0, rng: ofStep(i, who), training: true });
        return { ...criticStep(real, context('critic')).terms, ...generatorStep(undefined, context('generator')).terms };
      }),
    dispose(): void {
      for (const optimizer of optimizers) optimizer.dispose();
      tf.dispose([...generator.variables, ...critic.variables]);
    },
  };
}

/** A GAN whose critic is kept Lipschitz by a penalty on its gradient: every step of the critic needs the second order. */
export const wganGp: RunDefinition = { name: 'WGAN-GP', draw, make };
