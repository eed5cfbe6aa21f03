// Learn to generate digits without labels, then classify with few: a convolutional VAE against the same network on the labels alone.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackendName, useBackend } from '@gen/backend';
import * as core from '@gen/core';
import { type Augmentation, augment, type ImageDataset, labelBudget, shift, split } from '@gen/datasets';
import * as kit from '@gen/example-kit';
import { bernoulliNll } from '@gen/losses';
import * as semi from '@gen/semi-supervised';
import { convNetworks, vae } from '@gen/vae';
import * as tf from '@tensorflow/tfjs-core';
import { writeResults } from './results';
import { readData, settingsOf } from './settings';

const options = kit.parseOptions('01-few-labels-images', ['glyphs', 'mnist']);
const settings = settingsOf(options);
const { seed } = settings;
const begun = performance.now();
const backend = await useBackend(options.backend as BackendName);
const run = join(options.out, `run-${kit.fingerprint(settings)}`); // checkpoint and finished rows: what --resume goes on from
if (!options.resume && !kit.share) await rm(run, { recursive: true, force: true });

// A pool whose labels are seen only as far as a budget goes, and a test set that nothing is chosen on.
const [pool, test] = [await readData('train', settings, options.data), await readData('test', settings, options.data)];

const networks = convNetworks({ ...settings, channels: settings.channels, imageShape: pool.imageShape });
const { trunk, featureSize } = networks;
const model = vae({ ...networks, likelihood: bernoulliNll, expectation: tf.sigmoid });
const untrained = core.snapshot({ trunk: trunk.variables });

// First half: maximize the evidence lower bound over all images, with no label in sight.
async function learnToGenerate(): Promise<void> {
  const optimizer = core.adam({ learningRate: settings.learningRate });
  const position = core.trainPosition();
  const parts = { model: model.variables, optimizer, position };
  const checkpoint = join(run, 'checkpoint');
  if (await core.hasCheckpoint(checkpoint)) await core.loadCheckpoint(checkpoint, parts, { hyperparameters: settings });
  const step = core.trainStep({
    objective: ({ images }: { images: tf.Tensor }, context) => model.objective(images, context),
    variables: model.variables,
    optimizer,
  });
  const batches = pool.batches({ batchSize: settings.batchSize, seed });
  const events = core.guardingNaN(core.train(step, batches, { steps: settings.steps, seed, position, every: 10 }), { parts });
  const save = () => core.saveCheckpoint(checkpoint, parts, { hyperparameters: settings });
  const bar = kit.progressBar('VAE, no labels', settings.steps);
  for await (const { step: done, total } of core.checkpointing(events, save, { every: 100 })) {
    bar.update(done, `-ELBO ${total.toFixed(1)} nats`);
  }
  bar.stop();
  optimizer.dispose();
}

// Second half, in two ways. A linear classifier on features that are computed once and never change ...
async function frozen(features: core.Network): Promise<[semi.Matrix, semi.Matrix]> {
  const rows = (data: ImageDataset) => semi.extractFeatures(features, data.batches({ batchSize: 250 }));
  return [await rows(pool), await rows(test)];
}
function linear([ofPool, ofTest]: readonly [semi.Matrix, semi.Matrix]): semi.EfficiencyMethod {
  return ({ labelled, labels, seed }) => {
    const head = semi.logisticHead(semi.takeRows(ofPool, labelled), labels, { classes: 10, seed });
    const wrong = head.predict(ofTest).reduce((sum: number, label, i) => sum + (label === test.labels[i] ? 0 : 1), 0);
    return { error: wrong / test.size, details: { C: head.C } };
  };
}
// ... and the whole network, trained on the labels from where `begin` puts its trunk.
function whole(begin: (seed: number) => void, change?: Augmentation, keptBack = false): semi.EfficiencyMethod {
  return async ({ labelled, seed, signal }) => {
    begin(seed);
    const head = semi.linearHead({ inputs: featureSize, classes: 10 });
    const all = pool.select(labelled);
    const parts = keptBack && split(all, { fractions: { own: 0.8, kept: 0.2 }, stratify: all.labels, seed });
    const [own, validation] = parts ? [parts.own, { data: parts.kept }] : [all, undefined];
    const data = change ? augment(own, change, { seed }) : own;
    const { bestStep } = await semi.fitClassifier({ trunk, head }, data, { steps: settings.fitSteps, seed, signal, validation });
    const { terms } = await core.evaluate(semi.classification(core.chain(trunk, head)), test.batches({ batchSize: 250 }));
    head.dispose();
    return { error: terms.error, details: { updates: bestStep } };
  };
}
const fresh = (seed: number) => {
  untrained.restore();
  core.initialize(trunk.variables, core.createRng(seed));
};
const shifts = shift({ pixels: 2 });
const labelsOnly = async (): Promise<Record<string, semi.EfficiencyMethod>> => {
  const pixels = await frozen(core.network((images: tf.Tensor) => images, []));
  const { transform } = semi.pca(pixels[0], { components: settings.components });
  return {
    'labels only': whole(fresh),
    'labels only + shifts': whole(fresh, shifts),
    'labels only + shifts, stopped early': whole(fresh, shifts, true),
    'logistic on pixels': linear(pixels),
    'logistic on PCA': linear([transform(pixels[0]), transform(pixels[1])]),
    'logistic on random features': linear(await frozen(trunk)),
  };
};
const generateFirst = async (): Promise<Record<string, semi.EfficiencyMethod>> => {
  await learnToGenerate();
  const learned = core.snapshot({ trunk: trunk.variables });
  return {
    'logistic on VAE features': linear(await frozen(trunk)),
    'fine-tuned VAE': whole(() => learned.restore()),
    'fine-tuned VAE + shifts': whole(() => learned.restore(), shifts),
  };
};

// The two halves of the comparison share nothing but the draws, so each runs in a process of its own.
const cells = settings.budgets.length * settings.draws;
const file = (name: string) => kit.rowFile<semi.EfficiencyRow>(join(run, `${name}.jsonl`));
async function compare(
  name: string,
  methods: Record<string, semi.EfficiencyMethod>,
  onRow: (rows: number) => void,
): Promise<void> {
  const completed = await file(name).read();
  const budgetOf = (draw: number, total: number) =>
    labelBudget(pool.labels, {
      total,
      seed: core
        .createRng(seed)
        .fork('draw')
        .fork(draw)
        .integer(2 ** 32),
    });
  onRow(completed.length);
  for await (const row of semi.labelEfficiency(pool.labels, { ...settings, methods, budgetOf, completed })) {
    await file(name).append(row);
    completed.push(row);
    onRow(completed.length);
  }
}
const { share } = kit;
if (share !== undefined) {
  await compare(share, await labelsOnly(), kit.tell);
  process.exit(0);
}

const counts = { here: 0, there: 0 };
let bar: kit.ProgressBar | undefined;
const show = (news: Partial<typeof counts>) => {
  Object.assign(counts, news);
  bar?.update(counts.here + counts.there, `${counts.here + counts.there} classifiers`);
};
const companion = kit.startCompanion('labels-only', import.meta.url, (there) => show({ there }));
const methods = await generateFirst();
const { terms } = await core.evaluate(
  ({ images }: { images: tf.Tensor }, context) => model.objective(images, context),
  test.batches({ batchSize: 250 }),
  { seed },
);
bar = kit.progressBar('classifiers, few labels', 9 * cells);
await compare('generate-first', methods, (here) => show({ here }));
await companion.finished;
bar.stop();

const rows = [...(await file('labels-only').read()), ...(await file('generate-first').read())];
const protocol = { ...settings, backend: backend.name, ...kit.versions(import.meta.url) };
await writeResults({
  ...options,
  protocol,
  pool,
  test,
  model,
  testBound: terms,
  rows,
  seconds: (performance.now() - begun) / 1000,
});
