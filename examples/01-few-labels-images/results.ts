import { basename, dirname } from 'node:path';
import { createRng } from '@gen/core';
import type { ImageDataset } from '@gen/datasets';
import { efficiencySeries, type Versions } from '@gen/example-kit';
import { imageGrid, lineChart, svgToPng, table, writeFiles } from '@gen/report';
import { type EfficiencyRow, formatSummary, summarizeLabelEfficiency } from '@gen/semi-supervised';
import type { Vae } from '@gen/vae';
import * as tf from '@tensorflow/tfjs-core';
import type { Settings } from './settings';

/** What the example has to show. */
interface Outcome {
  readonly out: string;
  readonly json: string | undefined;
  readonly protocol: Settings & Versions;
  readonly pool: ImageDataset;
  readonly test: ImageDataset;
  readonly model: Vae;
  /** Terms of the bound on the test images, nats per image. */
  readonly testBound: { readonly reconstruction: number; readonly kl: number };
  readonly rows: readonly EfficiencyRow[];
  readonly seconds: number;
}

/** Writes the pictures and the figures, and prints the table. */
export async function writeResults({ out, json, protocol, pool, test, model, testBound, rows, seconds }: Outcome): Promise<void> {
  const summary = summarizeLabelEfficiency(rows, {
    baseline: 'labels only + shifts',
    pairs: [['fine-tuned VAE', 'labels only']],
  });
  const chart = await lineChart(efficiencySeries(summary, rows), {
    title: `Test error with few labels: ${protocol.dataset === 'mnist' ? 'MNIST' : 'drawn digits'}`,
    subtitle: `Mean of ${protocol.draws} draws of labels, 95 % t interval, and the single draws`,
    xLabel: 'labels',
    yLabel: 'test error, %',
    xLog: true,
    xTicks: protocol.budgets,
  });
  const data = { card: pool.card, poolSha256: await pool.hash(), testSha256: await test.hash() };
  const bound = { negativeElbo: testBound.reconstruction + testBound.kl, ...testBound };
  const result = `${JSON.stringify({ protocol: { ...protocol, data }, testBound: bound, summary, rows }, null, 2)}\n`;
  await writeFiles(out, {
    ...(await pictures(model, test, protocol.seed)),
    'label-efficiency.svg': chart,
    'label-efficiency.png': await svgToPng(chart),
    'timing.json': `${JSON.stringify({ seconds: Math.round(seconds) })}\n`, // apart: an interrupted run takes longer
    'result.json': result,
  });
  if (json !== undefined) await writeFiles(dirname(json), { [basename(json)]: result });
  const [header, ...lines] = formatSummary(summary);
  process.stdout.write(`\n${table(header, lines)}\n\n`);
  process.stdout.write(`test -ELBO ${bound.negativeElbo.toFixed(2)} nats per image; pictures and result.json are in ${out}\n`);
}

async function pictures(model: Vae, test: ImageDataset, seed: number): Promise<Record<string, Uint8Array>> {
  const rng = createRng(seed).fork('pictures');
  const some = test.select(rng.permutation(test.size).subarray(0, 20));
  const all: Record<string, Uint8Array> = {};
  for await (const { images } of some.batches({ batchSize: 20 })) {
    const draw = async (name: string, make: () => tf.Tensor): Promise<void> => {
      const made = tf.tidy(make) as tf.Tensor4D;
      all[name] = await imageGrid(made, { columns: 10 });
      made.dispose();
    };
    const [first, second] = tf.split(images, 2);
    await draw('samples.png', () => model.sample(100, { rng: rng.fork('samples') }));
    await draw('reconstructions.png', () => tf.concat([first, model.reconstruct(first)]));
    await draw('interpolation.png', () => model.interpolate(first, second, { steps: 10 }));
    tf.dispose([first, second]);
  }
  return all;
}
