import { describe, expect, it } from 'vitest';
import { takeRows } from './take-rows';

const features = { data: Float32Array.from([0, 1, 2, 3, 4, 5]), shape: [3, 2] } as const;

describe('takeRows', () => {
  it('takes rows in the given order, keeping the element type', () => {
    const taken = takeRows(features, Int32Array.of(2, 0, 2));
    expect(taken.data).toEqual(Float32Array.from([4, 5, 0, 1, 4, 5]));
    expect(taken.shape).toEqual([3, 2]);
  });

  it('refuses an index that is no row', () => {
    for (const index of [3, -1, 0.5]) expect(() => takeRows(features, [index])).toThrow(/takeRows: expected indices\[0\]/);
  });
});
