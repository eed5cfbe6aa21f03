import { GenError } from '@gen/core';
import { expect, it } from 'vitest';
import { scaleTogether } from './scale-together';

it('centers each feature and divides all by the root of their mean variance', () => {
  const { mean, scale, transform } = scaleTogether({ data: new Float64Array([13, 1, 7, -1]), shape: [2, 2] });
  expect([...mean]).toEqual([10, 0]);
  expect([...scale]).toEqual([Math.sqrt(5), Math.sqrt(5)]);
  const { data } = transform({ data: new Float64Array([10, Math.sqrt(5)]), shape: [1, 2] });
  expect([...data]).toEqual([0, 1]);
});

it('leaves features that never vary at zero', () => {
  const { scale, transform } = scaleTogether({ data: new Float64Array([4, 0.1, 4, 0.1, 4, 0.1]), shape: [3, 2] });
  expect([...scale]).toEqual([1, 1]);
  expect(transform({ data: new Float64Array([4, 0.1]), shape: [1, 2] }).data.every((v) => Math.abs(v) < 1e-12)).toBe(true);
});

it('refuses what is no matrix of numbers', () => {
  expect(() => scaleTogether({ data: new Float64Array([1, Number.NaN]), shape: [1, 2] })).toThrow(GenError);
});
