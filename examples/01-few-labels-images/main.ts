// Learn to generate digits without labels, then classify with few: a convolutional VAE against the same network on the labels alone.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackendName, useBackend } from '@gen/backend';
import * as core from '@gen/core';
import { augment, type ImageDataset, labelBudget, shift, split } from '@gen/datasets';
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
const using = { allowSoftware: options.software, threads: kit.threads };
const backend = await kit.orExit(useBackend(options.backend as BackendName, using));

// Everything is done twice, on the images as they are and on images shifted at random; each share has a process of its own.
const share = kit.share ?? 'plain';
const shifts = share === 'shifts';
const name = (method: string): string => (shifts ? `${method} + shifts` : method);
const seen = (data: ImageDataset, changes: number) => (shifts ? augment(data, shift({ pixels: 2 }), { seed: changes }) : data);
const run = join(options.out, `run-${kit.fingerprint(settings)}`); // checkpoints and finished rows: what --resume goes on from
if (!options.resume && !kit.share) await rm(run, { recursive: true, force: true });
if (options.resume && !existsSync(run))
  process.stdout.write(`nothing to resume for these options in ${options.out}: starting anew\n`);

// A pool whose labels are seen only as far as a budget goes, and a test set that nothing is chosen on.
const [pool, test] = [await readData('train', settings, options.data), await readData('test', settings, options.data)];

const networks = convNetworks({ ...settings, imageShape: pool.imageShape });
const { trunk, featureSize } = networks;
const model = vae({ ...networks, likelihood: bernoulliNll, expectation: tf.sigmoid });
const untrained = core.snapshot({ trunk: trunk.variables });
const bound: core.Objective<{ images: tf.Tensor }, 'reconstruction' | 'kl'> = ({ images }, context) =>
  model.objective(images, context);

// First half: maximize the evidence lower bound over all images, with no label in sight.
async function learnToGenerate(bar: kit.ProgressBar): Promise<void> {
  const optimizer = core.adam({ learningRate: settings.learningRate });
  const position = core.trainPosition();
  const parts = { model: model.variables, optimizer, position };
  const checkpoint = join(run, share, 'checkpoint');
  if (await core.hasCheckpoint(checkpoint)) await core.loadCheckpoint(checkpoint, parts, { hyperparameters: settings });
  const kl = settings.warmup === 0 ? 1 : core.linear({ from: 0, to: 1, steps: settings.warmup });
  const step = core.trainStep({ objective: bound, variables: model.variables, optimizer, weights: { kl } });
  const batches = seen(pool, seed).batches({ batchSize: settings.batchSize, seed });
  const events = core.guardingNaN(core.train(step, batches, { steps: settings.steps, seed, position, every: 10 }), { parts });
  const save = () => core.saveCheckpoint(checkpoint, parts, { hyperparameters: settings });
  for await (const { step: done, total } of core.checkpointing(events, save, { every: 100 })) {
    bar.update(done, `-ELBO ${total.toFixed(1)} nats`);
  }
  optimizer.dispose();
}

// Second half, in two ways. A linear classifier on features that are computed once and never change ...
async function frozen(features: core.Network): Promise<[semi.Matrix, semi.Matrix]> {
  const rows = (data: ImageDataset) => semi.extractFeatures(features, data.batches({ batchSize: 250 }));
  return [await rows(pool), await rows(test)];
}
function linear([ofPool, ofTest]: readonly [semi.Matrix, semi.Matrix], fit = semi.standardize): semi.EfficiencyMethod {
  return ({ labelled, labels, seed: draw }) => {
    const rows = semi.takeRows(ofPool, labelled);
    const head = semi.logisticHead(rows, labels, { classes: 10, seed: draw, standardization: fit(rows) });
    const wrong = head.predict(ofTest).reduce((sum: number, label, i) => sum + (label === test.labels[i] ? 0 : 1), 0);
    return { error: wrong / test.size, details: { C: head.C } };
  };
}
// ... and the whole network, trained on the labels from where `begin` puts its trunk.
function whole(begin: (draw: number) => void, stopEarly = false): semi.EfficiencyMethod {
  return async ({ labelled, seed: draw, signal }) => {
    begin(draw);
    const head = semi.linearHead({ inputs: featureSize, classes: 10 });
    const all = pool.select(labelled);
    const parts = stopEarly && split(all, { fractions: { own: 0.8, kept: 0.2 }, stratify: all.labels, seed: draw });
    const validation = parts ? { data: parts.kept } : undefined; // paid from the budget
    const data = seen(parts ? parts.own : all, draw);
    const { bestStep } = await semi.fitClassifier({ trunk, head }, data, { ...settings.fit, seed: draw, signal, validation });
    const { terms } = await core.evaluate(semi.classification(core.chain(trunk, head)), test.batches({ batchSize: 250 }));
    head.dispose();
    return { error: terms.error, details: { updates: bestStep } };
  };
}
const fromScratch = (draw: number): void => {
  untrained.restore();
  core.initialize(trunk.variables, core.createRng(draw));
};

async function methods(): Promise<Record<string, semi.EfficiencyMethod>> {
  const both = {
    [name('labels only')]: whole(fromScratch),
    [name('fine-tuned VAE')]: whole(() => learned.restore()),
  };
  if (shifts) return { ...both, [name('labels only, stopped early')]: whole(fromScratch, true) };
  const pixels = await frozen(core.network((images: tf.Tensor) => images, []));
  const { transform } = semi.pca(pixels[0], { components: settings.components });
  const ofVae = await frozen(trunk);
  untrained.restore();
  return {
    ...both,
    'logistic on VAE features': linear(ofVae),
    'logistic on random features': linear(await frozen(trunk)),
    'logistic on pixels': linear(pixels),
    'logistic on PCA': linear([transform(pixels[0]), transform(pixels[1])], semi.scaleTogether),
  };
}

const rowsOf = (of: string) => kit.rowFile<semi.EfficiencyRow>(join(run, of, 'rows.jsonl'));
async function compare(bar: kit.ProgressBar): Promise<void> {
  const all = await methods();
  const completed = await rowsOf(share).read();
  const draws = core.createRng(seed).fork('draw');
  const budgetOf = (draw: number, total: number) => labelBudget(pool.labels, { total, seed: draws.fork(draw).integer(2 ** 32) });
  for await (const row of semi.labelEfficiency(pool.labels, { ...settings, methods: all, budgetOf, completed })) {
    await rowsOf(share).append(row);
    completed.push(row);
    bar.update(completed.length, `${row.budget} labels, draw ${row.draw + 1}`);
  }
}

const companion = kit.share === undefined ? kit.startCompanion('shifts', import.meta.url) : undefined;
await kit.stage('VAE, no labels', settings.steps, learnToGenerate);
const learned = core.snapshot({ model: model.variables });
await kit.stage('classifiers, few labels', 6 * settings.draws * settings.budgets.length, compare);
await companion?.finished;
if (companion) {
  const rows = [...(await rowsOf('plain').read()), ...(await rowsOf('shifts').read())];
  const protocol = { ...settings, backend: backend.name, ...kit.versions(import.meta.url) };
  learned.restore();
  const { terms } = await core.evaluate(bound, test.batches({ batchSize: 250 }), { seed });
  const seconds = (performance.now() - begun) / 1000;
  await writeResults({ ...options, protocol, pool, test, model, testBound: terms, rows, seconds });
} else {
  process.exit(0);
}
