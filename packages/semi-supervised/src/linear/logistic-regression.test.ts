import { createRng } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import type { Matrix } from '../features/matrix';
import { logisticRegression } from './logistic-regression';

function random(seed: number, n: number, d: number, classes: number): { features: Matrix<Float64Array>; labels: Int32Array } {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
  const data = rng.fillNormal(new Float64Array(n * d));
  const centers = rng.fillNormal(new Float64Array(classes * d));
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) data[i * d + j] += centers[labels[i] * d + j];
  return { features: { data, shape: [n, d] }, labels };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
};

describe('logisticRegression', () => {
  it.each(golden.logistic)('agrees with scikit-learn: $shape, $classes classes, C $C', (item) => {
    const { classes, C, labels } = item;
    const features = { data: Float64Array.from(item.features), shape: item.shape as [number, number] };
    const model = logisticRegression(features, labels, { classes, C, tolerance: 1e-10 });
    expect(model.converged).toBe(true);
    expect(largestDifference(model.weights, item.weights)).toBeLessThan(1e-5);
    expect(largestDifference(model.intercept, item.intercept)).toBeLessThan(1e-5);
    const test = { data: Float64Array.from(item.test), shape: [4, item.shape[1]] } as const;
    expect(largestDifference(model.predictProba(test).data, item.probabilities)).toBeLessThan(1e-5);
    const coarse = logisticRegression(features, labels, { classes, C });
    expect(largestDifference(coarse.predictProba(test).data, item.probabilities)).toBeLessThan(5e-3);
  });

  it('makes the gradient of the objective 0, for any shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 19 }),
        fc.integer({ min: 1, max: 19 }),
        fc.integer({ min: 2, max: 4 }),
        fc.nat(1000),
        (n, d, classes, seed) => {
          const { features, labels } = random(seed, n, d, classes);
          const C = 0.3;
          const model = logisticRegression(features, labels, { classes, C, tolerance: 1e-9 });
          const p = model.predictProba(features).data;
          for (let k = 0; k < classes; k++) {
            let intercept = 0;
            const gradient = Float64Array.from(model.weights.subarray(k * d, (k + 1) * d), (w) => w / C);
            for (let i = 0; i < n; i++) {
              const residual = p[i * classes + k] - (labels[i] === k ? 1 : 0);
              intercept += residual;
              for (let j = 0; j < d; j++) gradient[j] += residual * features.data[i * d + j];
            }
            expect(Math.abs(intercept)).toBeLessThan(1e-6);
            for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-5);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds the same solution in the space of the rows, repeated and zero rows among them', () => {
    const { features, labels } = random(4, 12, 7, 3);
    // Seven features padded to thirty: the rows span at most seven dimensions.
    const wide = new Float64Array(14 * 30);
    for (let i = 0; i < 14; i++) if (i !== 13) wide.set(features.data.subarray((i % 12) * 7, (i % 12) * 7 + 7), i * 30);
    const narrow = new Float64Array(14 * 7);
    for (let i = 0; i < 14; i++) narrow.set(wide.subarray(i * 30, i * 30 + 7), i * 7);
    const own = [...labels, 0, 2];
    const options = { classes: 3, C: 2, tolerance: 1e-10 };
    const a = logisticRegression({ data: narrow, shape: [14, 7] }, own, options);
    const b = logisticRegression({ data: wide, shape: [14, 30] }, own, options);
    for (let k = 0; k < 3; k++) {
      const padded = b.weights.subarray(k * 30, k * 30 + 30);
      expect(largestDifference(padded.subarray(0, 7), a.weights.subarray(k * 7, k * 7 + 7))).toBeLessThan(1e-6);
      expect(Math.max(...padded.subarray(7).map(Math.abs))).toBe(0);
    }
  });

  it('stops at once at a solution, in either space', () => {
    for (const [n, d] of [
      [20, 6],
      [6, 20],
    ]) {
      const { features, labels } = random(5, n, d, 3);
      const options = { classes: 3, C: 1, tolerance: 1e-7 };
      const first = logisticRegression(features, labels, options);
      const again = logisticRegression(features, labels, { ...options, tolerance: 1e-6, initial: first });
      expect(first.iterations).toBeGreaterThan(3);
      expect(again.iterations).toBe(0);
      expect(largestDifference(again.weights, first.weights)).toBeLessThan(1e-12);
    }
  });

  it('is deterministic and does not write into its input', () => {
    const { features, labels } = random(6, 9, 11, 3);
    const before = features.data.slice();
    const fit = () => logisticRegression(features, labels, { classes: 3, C: 1 });
    expect(fit().weights).toEqual(fit().weights);
    expect(features.data).toEqual(before);
  });

  it('gives a class without examples probability 0', () => {
    const { features, labels } = random(7, 10, 3, 2);
    const model = logisticRegression(
      features,
      labels.map((k) => 2 * k),
      { classes: 4, C: 1 },
    );
    expect([...model.intercept].map(Number.isFinite)).toEqual([true, false, true, false]);
    const p = model.predictProba(features).data;
    for (let i = 0; i < p.length; i += 4) expect([p[i] + p[i + 2], p[i + 1], p[i + 3]]).toEqual([expect.closeTo(1, 12), 0, 0]);
    const again = logisticRegression(
      features,
      labels.map((k) => 2 * k),
      { classes: 4, C: 1, initial: model },
    );
    expect(again.iterations).toBe(0);
  });

  it('stays finite at extremes, and says when it did not get there', () => {
    const { features, labels } = random(8, 30, 4, 3);
    const huge = { data: features.data.map((v) => v * 1e6), shape: features.shape };
    for (const C of [1e-12, 1e12]) {
      const model = logisticRegression(huge, labels, { classes: 3, C, maxIterations: 200 });
      expect(model.weights.every(Number.isFinite)).toBe(true);
      expect(model.predictProba(huge).data.every(Number.isFinite)).toBe(true);
    }
    expect(logisticRegression(features, labels, { classes: 3, C: 1, maxIterations: 1 })).toMatchObject({
      converged: false,
      iterations: 1,
    });
    // A gradient of exactly 0 is out of reach of floating point: the search ends by itself.
    const exact = logisticRegression(features, labels, { classes: 3, C: 1, tolerance: 0 });
    expect(exact.iterations).toBeLessThan(1000);
    const zeros = { data: new Float64Array(12), shape: [3, 4] } as const;
    const prior = logisticRegression(zeros, [0, 0, 1], { classes: 2, C: 1, tolerance: 1e-9 });
    expect(prior.predictProba(zeros).data[0]).toBeCloseTo(2 / 3, 6);
  });

  it('reads float32 in many rows as it reads float64', () => {
    const { features, labels } = random(9, 601, 5, 3);
    const single = { data: Float32Array.from(features.data), shape: features.shape };
    const double = { data: Float64Array.from(single.data), shape: features.shape };
    const model = logisticRegression(single, labels, { classes: 3, C: 1 });
    expect(model.logits(single)).toEqual(model.logits(double));
    const right = model.predict(single).filter((k, i) => k === labels[i]).length;
    expect(right / 601).toBeGreaterThan(0.7);
  });

  it('refuses input that does not fit together', () => {
    const { features, labels } = random(1, 6, 2, 2);
    const fit =
      (options: object, own: ArrayLike<number> = labels) =>
      () =>
        logisticRegression(features, own, { classes: 2, C: 1, ...options });
    expect(fit({}, [0, 1])).toThrow('logisticRegression: expected labels for 6 rows of features, got 2');
    expect(fit({}, [0, 1, 2, 0, 1, 0])).toThrow('logisticRegression: expected labels[2] to be an integer from 0 to 1, got 2');
    expect(fit({}, [1, 1, 1, 1, 1, 1])).toThrow(
      "logisticRegression: expected labels to be of at least two classes, got 'only class 1'",
    );
    expect(fit({ classes: 1 })).toThrow(/expected classes to be an integer of at least 2/);
    for (const C of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(fit({ C })).toThrow(/expected C to be/);
    expect(fit({ tolerance: -1 })).toThrow(/expected tolerance/);
    expect(fit({ maxIterations: 0 })).toThrow(/expected maxIterations/);
    expect(fit({ initial: { weights: new Float64Array(3), intercept: new Float64Array(2) } })).toThrow(
      'logisticRegression: expected initial of 4 weights and 2 intercepts, got 3 and 2',
    );
    const model = logisticRegression(features, labels, { classes: 2, C: 1 });
    const other = { data: new Float64Array(3), shape: [1, 3] } as const;
    expect(() => model.predict(other)).toThrow('LogisticModel.predict: expected features of shape [any,2], got [1,3]');
    expect(() => model.logits(other)).toThrow(/LogisticModel.logits/);
    expect(() => model.predictProba(other)).toThrow(/LogisticModel.predictProba/);
  });
});
