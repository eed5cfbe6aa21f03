import { createRng } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { softmaxModel } from './softmax-model';

const fit = { iterations: 1, converged: true };

describe('softmaxModel', () => {
  it('scores as the formula says, for any number of rows and classes', () => {
    const d = 5;
    const data = createRng(1).fillNormal(new Float64Array(259 * d));
    for (const classes of [2, 3, 7]) {
      const weights = createRng(2).fillNormal(new Float64Array(classes * d));
      const intercept = createRng(3).fillNormal(new Float64Array(classes));
      const model = softmaxModel(weights, intercept, fit);
      for (const n of [1, 3, 4, 256, 259]) {
        const features = { data: data.subarray(0, n * d), shape: [n, d] as const };
        const { data: logits } = model.logits(features);
        const p = model.predictProba(features).data;
        const predicted = model.predict(features);
        for (let i = 0; i < n; i++) {
          const row = Array.from({ length: classes }, (_, k) => {
            let sum = intercept[k];
            for (let j = 0; j < d; j++) sum += data[i * d + j] * weights[k * d + j];
            return sum;
          });
          const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
          row.forEach((z, k) => {
            expect(logits[i * classes + k]).toBeCloseTo(z, 10);
            expect(p[i * classes + k]).toBeCloseTo(Math.exp(z) / total, 10);
          });
          expect(predicted[i]).toBe(row.indexOf(Math.max(...row)));
        }
      }
    }
  });

  it('stays finite at extreme scores, and takes the first of equals', () => {
    const model = softmaxModel(Float64Array.of(1e8, 1e8, -1e8), new Float64Array(3), fit);
    const features = { data: Float32Array.of(1, -1, 0), shape: [3, 1] } as const;
    expect([...model.predictProba(features).data]).toEqual([0.5, 0.5, 0, 0, 0, 1, 1 / 3, 1 / 3, 1 / 3]);
    expect([...model.predict(features)]).toEqual([0, 2, 0]);
  });
});
