import { createRng } from '@gen/core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { pca } from './pca';

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 9): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
};

describe('pca', () => {
  it.each(golden.pca)('agrees with scikit-learn up to the sign, shape $shape', (item) => {
    const matrix = { data: Float64Array.from(item.features), shape: item.shape as [number, number] };
    const d = item.shape[1];
    const count = item.explainedVariance.length;
    const fitted = pca(matrix, { components: count });
    close(fitted.mean, item.mean);
    close(fitted.explainedVariance, item.explainedVariance);
    const scores = fitted.transform(matrix);
    expect(scores.shape).toEqual([item.shape[0], count]);
    for (let c = 0; c < count; c++) {
      const theirs = item.components.slice(c * d, (c + 1) * d);
      const largest = theirs.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      const sign = Math.sign(largest);
      close(
        fitted.components.data.subarray(c * d, (c + 1) * d),
        theirs.map((v) => sign * v),
      );
      for (let i = 0; i < item.shape[0]; i++) {
        expect(scores.data[i * count + c]).toBeCloseTo(sign * item.scores[i * count + c], 8);
      }
    }
  });

  it('has orthonormal components, by falling variance, from more rows than one block', () => {
    const data = createRng(1).fillNormal(new Float32Array(300 * 6));
    const { components, explainedVariance } = pca({ data, shape: [300, 6] }, { components: 6 });
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let j = 0; j < 6; j++) product += components.data[a * 6 + j] * components.data[b * 6 + j];
        expect(product).toBeCloseTo(a === b ? 1 : 0, 10);
      }
      if (a > 0) expect(explainedVariance[a]).toBeLessThanOrEqual(explainedVariance[a - 1]);
    }
  });

  it('refuses more components than there can be', () => {
    const line = { data: Float64Array.from([0, 0, 0, 1, 1, 1, 2, 2, 2]), shape: [3, 3] } as const;
    expect(() => pca(line, { components: 3 })).toThrow('pca: expected components to be at most 2 for 3 rows of 3, got 3');
    expect(() => pca(line, { components: 2 })).toThrow('pca: expected components to be at most 1, the rank of these rows, got 2');
    expect(() => pca(line, { components: 0 })).toThrow(/expected components to be an integer of at least 1/);
    expect(() => pca({ data: new Float64Array(3), shape: [1, 3] }, { components: 1 })).toThrow(/features.shape\[0\]/);
    const { transform } = pca(line, { components: 1 });
    expect(() => transform({ data: new Float64Array(2), shape: [1, 2] })).toThrow(/Pca.transform: expected features of shape/);
  });
});
