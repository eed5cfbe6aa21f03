import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { standardize } from './standardize';

describe('standardize', () => {
  it('agrees with scikit-learn, a constant column included', () => {
    const { shape, features, mean, scale, transformed } = golden.standardize;
    const matrix = { data: Float64Array.from(features), shape: shape as [number, number] };
    const fitted = standardize(matrix);
    mean.forEach((value, j) => {
      expect(fitted.mean[j]).toBeCloseTo(value, 12);
      expect(fitted.scale[j]).toBeCloseTo(scale[j], 12);
    });
    fitted.transform(matrix).data.forEach((value, i) => {
      expect(value).toBeCloseTo(transformed[i], 11);
    });
  });

  it('gives a constant column scale 1 although its mean is rounded', () => {
    const fitted = standardize({ data: new Float64Array(30).fill(0.1), shape: [10, 3] });
    expect([...fitted.scale]).toEqual([1, 1, 1]);
  });

  it('reads float32 and leaves its input alone', () => {
    const data = Float32Array.from([1, 5, 3, 7]);
    const { transform } = standardize({ data, shape: [2, 2] });
    expect([...transform({ data, shape: [2, 2] }).data]).toEqual([-1, -1, 1, 1]);
    expect([...data]).toEqual([1, 5, 3, 7]);
  });

  it('refuses what is no matrix of finite numbers', () => {
    expect(() => standardize({ data: new Float64Array(5), shape: [2, 3] })).toThrow(
      'standardize: expected features with 2 x 3 = 6 values, got 5',
    );
    expect(() => standardize({ data: new Float64Array(0), shape: [0, 3] })).toThrow(/expected features.shape\[0\]/);
    expect(() => standardize({ data: Float32Array.from([0, 1, 2, Number.NaN]), shape: [2, 2] })).toThrow(
      'standardize: expected features to be finite, got NaN in row 1, column 1',
    );
    const { transform } = standardize({ data: new Float64Array(4), shape: [2, 2] });
    expect(() => transform({ data: new Float64Array(3), shape: [1, 3] })).toThrow(
      'Standardization.transform: expected features of shape [any,2], got [1,3]',
    );
  });
});
