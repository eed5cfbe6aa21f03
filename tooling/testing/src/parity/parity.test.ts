import { type BackendName, useBackend } from '@gen/backend';
import { installGradientFixes } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import fixture from '../../../../fixtures/parity.json' with { type: 'json' };
import { backendName } from '../backend-name';
import { type Measured, measure, type Reference, relativeError } from './measure';
import { inBrowser, place } from './place';
import { formatReport, type RowResult, type RunResult, writeReport } from './report';
import { type ParityRow, type Tolerances, tolerances } from './row';
import { topics } from './rows';
import { runs } from './runs';
import { steps } from './runs/run';
import { type Trained, trainCurves } from './train-curves';

// Every kernel and gradient that the packages use, and three whole training runs, against PyTorch in double precision
// (fixtures/parity.py). The table goes to out/parity, from where tooling/scripts/parity-table.mjs takes it into the guide.

const references = fixture.rows as unknown as Readonly<Record<string, Reference>>;
const curvesOf = fixture.runs as unknown as Readonly<Record<string, Trained>>;
const rows = Object.values(topics).flat();
const measured: RowResult[] = [];
const trained: RunResult[] = [];

installGradientFixes();

it('has a reference for each row, and a row for each reference', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(references).sort());
  expect(runs.map(({ name }) => name).sort()).toEqual(Object.keys(curvesOf).sort());
});

/** The orders whose error is above the tolerance, as words. */
function excesses({ forward, first, second }: Measured, most: Tolerances): string[] {
  const errors = Object.entries({ forward, first, second }) as [keyof Tolerances, number | undefined][];
  return errors.flatMap(([order, error]) =>
    error === undefined || error <= most[order] ? [] : [`${order}: relative error ${error}, at most ${most[order]}`],
  );
}

const resultOf = (topic: string, { name, kernels, wider, lacks }: ParityRow): RowResult => ({
  name,
  topic,
  kernels,
  ...(wider?.in.includes(place) ? { wider } : {}),
  ...(lacks?.[place] ? { lacks: lacks[place] } : {}),
});

for (const [topic, members] of Object.entries(topics)) {
  describe(topic, () => {
    it.each(members.map((row) => [row.name, row] as const))('%s', async (name, row) => {
      const result = resultOf(topic, row);
      let found: Measured;
      try {
        found = await measure(row, references[name]);
      } catch (error) {
        measured.push(result);
        if (result.lacks) return;
        throw error;
      }
      const { ran, ...errors } = found;
      measured.push({ ...result, ...errors });
      const wrong = excesses(found, { ...tolerances, ...result.wider });
      if (result.lacks) expect(wrong, `${place} no longer lacks this row: remove its "lacks"`).not.toEqual([]);
      else expect(wrong).toEqual([]);
      expect([...ran], 'kernels that ran').toEqual(expect.arrayContaining([...row.kernels]));
    });
  });
}

describe('training runs', () => {
  it.each(runs.map((run) => [run.name, run] as const))(
    '%s',
    async (name, run) => {
      const reference = curvesOf[name];
      const { sha256, curves } = await trainCurves(run);
      const sameStart = sha256 === reference.sha256;
      const names = Object.keys(reference.curves);
      expect(Object.keys(curves).sort()).toEqual(names.sort());
      const last = Math.max(...names.map((curve) => relativeError(curves[curve].slice(-1), reference.curves[curve].slice(-1))));
      const worst = Math.max(...names.map((curve) => relativeError(curves[curve], reference.curves[curve])));
      trained.push({ name, sameStart, last, worst, steps });
      expect(sameStart, 'the initial variables are the same bits').toBe(true);
      expect(last, 'relative error of the worst curve at the last step').toBeLessThanOrEqual(1e-3);
    },
    240_000,
  ); // A GPU that software imitates takes its time.
});

afterAll(async () => {
  const { description, capabilities } = await useBackend(backendName as BackendName, { allowSoftware: true });
  const { missingKernels } = capabilities;
  const versions = { tfjs: tf.version_core, torch: fixture.versions.torch };
  const report = { place, description, missingKernels, versions, tolerances, rows: measured, runs: trained };
  console.log(formatReport(report));
  // Not when some tests were left out.
  if (measured.length === rows.length && trained.length === runs.length) await writeReport(report, inBrowser);
});
