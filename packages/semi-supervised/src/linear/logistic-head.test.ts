import { createRng } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { standardize } from '../features/standardize';
import { logisticHead } from './logistic-head';
import { logisticRegression } from './logistic-regression';

function clusters(seed: number, n: number, d: number, classes: number, spread = 1) {
  const rng = createRng(seed);
  const centers = createRng(99).fillNormal(new Float64Array(classes * d));
  const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
  const data = rng.fillNormal(new Float32Array(n * d), 0, spread);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++) data[i * d + j] = 5 + 3 * (data[i * d + j] + centers[labels[i] * d + j]);
  return { features: { data, shape: [n, d] as const }, labels };
}

describe('logisticHead', () => {
  it('learns clusters from a few labels', () => {
    const few = clusters(1, 30, 20, 3);
    const many = clusters(2, 600, 20, 3);
    const head = logisticHead(few.features, few.labels, { classes: 3, seed: 1 });
    const right = head.predict(many.features).filter((k, i) => k === many.labels[i]).length;
    expect(right / 600).toBeGreaterThan(0.9);
    expect(head.folds).toBe(5);
    expect(head.scores.map((score) => score.C)).toEqual([1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100]);
    const p = head.predictProba(many.features).data;
    expect(p[0] + p[1] + p[2]).toBeCloseTo(1, 12);
    expect(head.logits(many.features).shape).toEqual([600, 3]);
  });

  it('takes the first C of the highest accuracy, and fits all rows with it', () => {
    const { features, labels } = clusters(3, 24, 40, 3, 2);
    const head = logisticHead(features, labels, { classes: 3, seed: 5, tolerance: 1e-8 });
    const highest = Math.max(...head.scores.map((score) => score.accuracy));
    expect(head.C).toBe(head.scores.find((score) => score.accuracy === highest)!.C);
    const { transform } = standardize(features);
    const model = logisticRegression(transform(features), labels, { classes: 3, C: head.C, tolerance: 1e-8 });
    expect(Math.max(...model.weights.map((w, i) => Math.abs(w - head.model.weights[i])))).toBeLessThan(1e-9);
  });

  it('scores what plain cross-validation scores', () => {
    const { features, labels } = clusters(4, 12, 5, 2, 1.5);
    const grid = [0.01, 1];
    const { scores } = logisticHead(features, labels, { classes: 2, seed: 1, grid, folds: 2 });
    for (const { accuracy, nll } of scores) {
      expect(Number.isInteger(Math.round(accuracy * 12 * 1e9) / 1e9)).toBe(true);
      expect(nll).toBeGreaterThan(0);
    }
    // With the labels of two clusters far apart, every held-out example is right.
    const apart = clusters(4, 12, 5, 2, 0.01);
    expect(logisticHead(apart.features, apart.labels, { classes: 2, seed: 1, grid }).scores[1]).toMatchObject({ accuracy: 1 });
  });

  it('breaks ties for the stronger penalty', () => {
    const { features, labels } = clusters(5, 20, 6, 2, 0.01);
    expect(logisticHead(features, labels, { classes: 2, seed: 1 }).C).toBe(1e-4);
  });

  it('has no more folds than the smallest class has examples, and none with a single one', () => {
    const { features } = clusters(6, 8, 3, 2);
    const labels = [0, 0, 0, 0, 0, 0, 1, 1];
    expect(logisticHead(features, labels, { classes: 2, seed: 1 }).folds).toBe(2);
    const single = logisticHead(features, [0, 0, 0, 0, 0, 0, 0, 1], { classes: 2, seed: 1 });
    expect(single).toMatchObject({ folds: 0, scores: [], C: 0.1 });
    expect(logisticHead(features, [0, 0, 0, 0, 0, 0, 0, 1], { classes: 2, seed: 1, fallbackC: 3 }).C).toBe(3);
  });

  it('is a function of its seed, which decides the folds only', () => {
    const { features, labels } = clusters(7, 21, 30, 3, 3);
    const fit = (seed: number) => logisticHead(features, labels, { classes: 3, seed });
    expect(fit(1).model.weights).toEqual(fit(1).model.weights);
    expect(fit(1).scores).toEqual(fit(1).scores);
    expect(fit(1).scores).not.toEqual(fit(2).scores);
  });

  it('uses the statistics of a pool when it is given them', () => {
    const few = clusters(8, 12, 4, 3);
    const standardization = standardize(clusters(9, 300, 4, 3).features);
    const head = logisticHead(few.features, few.labels, { classes: 3, seed: 1, standardization });
    expect(head.standardization).toBe(standardization);
    const own = logisticHead(few.features, few.labels, { classes: 3, seed: 1 });
    expect(own.standardization.mean).not.toEqual(standardization.mean);
  });

  it('refuses options that do not fit', () => {
    const { features, labels } = clusters(1, 8, 3, 2);
    const fit = (options: object) => () => logisticHead(features, labels, { classes: 2, seed: 1, ...options });
    for (const grid of [[], [1, 1], [1, 0.1], [0, 1], [Number.NaN]])
      expect(fit({ grid })).toThrow(/expected grid to be ascending/);
    expect(fit({ folds: 1 })).toThrow(/expected folds/);
    expect(fit({ fallbackC: 0 })).toThrow(/expected fallbackC/);
    expect(fit({ seed: -1 })).toThrow(/expected seed/);
    const standardization = standardize({ data: new Float64Array(4), shape: [2, 2] });
    expect(fit({ standardization })).toThrow('logisticHead: expected standardization of 3 features, got 2');
    expect(() => logisticHead(features, [0], { classes: 2, seed: 1 })).toThrow(/expected labels for 8 rows/);
  });
});
