import { GenError } from '@gen/core';
import { describe, expect, it } from 'vitest';
import { checkLabels, checkMatrix, float64 } from './matrix';

const code = (act: () => void): string | undefined => {
  try {
    act();
  } catch (error) {
    return GenError.is(error) ? error.code : 'another error';
  }
};

describe('checkMatrix', () => {
  it('accepts finite numbers that fill the shape', () => {
    checkMatrix('f', 'x', { data: new Float32Array(6), shape: [2, 3] }, 3);
  });

  it('tells a wrong shape from a wrong value', () => {
    expect(code(() => checkMatrix('f', 'x', { data: new Float32Array(5), shape: [2, 3] }))).toBe('shape');
    expect(code(() => checkMatrix('f', 'x', { data: new Float32Array(6), shape: [2, 3] }, 4))).toBe('shape');
    expect(code(() => checkMatrix('f', 'x', { data: new Float32Array(0), shape: [2, 0] }))).toBe('value');
    expect(code(() => checkMatrix('f', 'x', { data: Float64Array.of(1, -1 / 0), shape: [1, 2] }))).toBe('value');
  });
});

describe('checkLabels', () => {
  it('accepts one class a row', () => {
    checkLabels('f', Int32Array.of(0, 2), 2, 3);
  });

  it('refuses other numbers of labels, and what is no class', () => {
    expect(code(() => checkLabels('f', [0], 2, 3))).toBe('shape');
    for (const label of [3, -1, 0.5, Number.NaN]) expect(code(() => checkLabels('f', [0, label], 2, 3))).toBe('value');
  });
});

describe('float64', () => {
  it('copies only what is of another type', () => {
    const double = Float64Array.of(1, 2);
    expect(float64({ data: double, shape: [1, 2] })).toBe(double);
    expect(float64({ data: Float32Array.of(1, 2), shape: [1, 2] })).toEqual(double);
  });
});
