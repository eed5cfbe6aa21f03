import { describe, expect, test } from 'vitest';
import { plain, powerTicks, roundTicks, thinTicks } from './ticks';

describe('ticks', () => {
  test('are round and cover the range', () => {
    expect(roundTicks(52, 97)).toEqual([50, 60, 70, 80, 90, 100]);
    expect(roundTicks(0.1, 0.3)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
    expect(roundTicks(-3, -1, 4)).toEqual([-3, -2.5, -2, -1.5, -1]);
    expect(roundTicks(0, 1e-7, 2)).toEqual([0, 5e-8, 1e-7]);
    expect(powerTicks(20, 1024)).toEqual([32, 64, 128, 256, 512, 1024]);
    expect(powerTicks(0.25, 1)).toEqual([0.25, 0.5, 1]);
    expect(plain(0.1 + 0.2)).toBe(0.3);
  });

  test('those that would touch are left out', () => {
    expect(thinTicks([1, 2, 3, 40], (tick) => tick * 10, String, 12)).toEqual([1, 3, 40]);
    expect(thinTicks([20, 50, 100], (tick) => tick, String, 12)).toEqual([20, 50, 100]);
  });
});
