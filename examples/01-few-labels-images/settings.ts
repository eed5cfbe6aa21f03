import { createRng } from '@gen/core';
import { glyphs, type ImageDataset, mnist } from '@gen/datasets';
import type { ExampleOptions } from '@gen/example-kit';

/** Everything that decides the result. */
export type Settings = {
  readonly dataset: string;
  readonly seed: number;
  readonly backend: string;
  readonly budgets: readonly number[];
  readonly draws: number;
  readonly images: number;
  readonly testImages: number;
  readonly channels: readonly number[];
  readonly hidden: number;
  readonly latentSize: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Updates of the VAE. */
  readonly steps: number;
  /** Of these, updates in which the weight of the KL term rises to 1. */
  readonly warmup: number;
  /** How a whole network is trained on labels, pre-trained or not. */
  readonly fit: {
    readonly steps: number;
    readonly learningRate: number;
    readonly weightDecay: number;
    readonly dropoutRate: number;
    readonly batchSize?: number;
  };
  /** Principal components. */
  readonly components: number;
};

/** Small enough for three minutes on two cores with the drawn digits; the size of the literature with MNIST. */
export function settingsOf({ dataset, seed, backend, quick, steps }: ExampleOptions): Settings {
  const { fitSteps, ...sizes } =
    dataset === 'mnist'
      ? {
          images: 10_000,
          testImages: 10_000,
          channels: [32, 64],
          hidden: 256,
          batchSize: 128,
          learningRate: 1e-3,
          steps: 2370,
          warmup: 0,
          fitSteps: 400,
        }
      : {
          images: 5_000,
          testImages: 1_000,
          channels: [16, 32],
          hidden: 128,
          batchSize: 64,
          learningRate: 2e-3,
          steps: 800,
          warmup: 400,
          fitSteps: 120,
        };
  return {
    ...{ dataset, seed, backend, latentSize: 32, components: 50 },
    ...(quick ? { budgets: [50, 100], draws: 3 } : { budgets: [20, 50, 100, 200, 500, 1000], draws: 5 }),
    ...sizes,
    steps: steps ?? sizes.steps,
    fit: {
      steps: fitSteps,
      learningRate: 2e-3,
      weightDecay: 0.05,
      dropoutRate: 0.5,
      ...(dataset === 'mnist' ? {} : { batchSize: 32 }),
    },
  };
}

/** The digits: drawn by us, or MNIST's first ones. */
export async function readData(
  part: 'train' | 'test',
  { dataset, seed, images, testImages }: Settings,
  dir: string | undefined,
): Promise<ImageDataset> {
  const size = part === 'train' ? images : testImages;
  if (dataset === 'glyphs')
    return glyphs({
      seed: createRng(seed)
        .fork(part)
        .integer(2 ** 32),
      size,
    });
  const all = await mnist({ dir, split: part });
  return all.select(Uint32Array.from({ length: Math.min(size, all.size) }, (_, i) => i));
}
