import { adam, createRng, trainStep } from '@gen/core';
import { bernoulliNll } from '@gen/losses';
import { convNetworks, vae } from '@gen/vae';
import * as tf from '@tensorflow/tfjs-core';
import { type Drawn, type RunDefinition, seed, steps, type TrainingRun } from './run';
import { batchIndices, pick, strokes } from './strokes';

const [size, batch, examples, latentSize] = [11, 16, 64, 4];
const rng = () => createRng(seed).fork('conv-vae');

function data(): { readonly images: Float32Array; readonly indices: Int32Array } {
  return {
    images: strokes(examples, size, rng().fork('images')),
    indices: batchIndices(steps, batch, examples, rng().fork('batches')),
  };
}

/** `@gen/vae` as it draws: the noise of each step comes from the step's own generator. */
function draw(): Drawn {
  const { images, indices } = data();
  const noise = new Float32Array(steps * batch * latentSize);
  for (let i = 0; i < steps; i++) {
    const own = new Float32Array(batch * latentSize);
    noise.set(rng().fork(i).fork('latents').fillNormal(own), i * own.length);
  }
  return {
    images: { dtype: 'float32', shape: [examples, size, size, 1], data: images },
    indices: { dtype: 'int32', shape: [steps, batch], data: indices },
    noise: { dtype: 'float32', shape: [steps, batch, latentSize], data: noise },
  };
}

function make(): TrainingRun {
  const { images, indices } = data();
  const networks = convNetworks({ imageShape: [size, size, 1], latentSize, channels: [4, 8], hidden: 32, seed });
  const model = vae({ ...networks, likelihood: bernoulliNll });
  const optimizer = adam({ learningRate: 2e-3 });
  const step = trainStep({ ...model, optimizer });
  return {
    variables: model.variables,
    step: (i) =>
      tf.tidy(() => {
        const picked = pick(images, indices.subarray(i * batch, (i + 1) * batch), size * size);
        const context = { step: i, epoch: 0, rng: rng().fork(i), training: true };
        const { terms } = step(tf.tensor(picked, [batch, size, size, 1]), context);
        return { ...terms };
      }),
    dispose(): void {
      optimizer.dispose();
      networks.dispose();
    },
  };
}

/** A convolutional VAE of odd image size, so that padding and cropping take part. */
export const convVae: RunDefinition = { name: 'conv VAE', draw, make };
