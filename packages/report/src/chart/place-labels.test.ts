import { createRng } from '@gen/core';
import { describe, expect, test } from 'vitest';
import { placeLabels } from './place-labels';

describe('placeLabels', () => {
  test('labels that do not collide stay where they belong', () => {
    expect(placeLabels([50, 10, 90], [10, 10, 10], 0, 100)).toEqual([50, 10, 90]);
  });

  test('labels that collide share the move', () => {
    expect(placeLabels([50, 50, 50], [10, 10, 10], 0, 100)).toEqual([40, 50, 60]);
    expect(placeLabels([50, 52], [10, 30], 0, 100)).toEqual([41, 61]);
  });

  test('labels at an edge stay inside', () => {
    expect(placeLabels([0, 0], [10, 10], 0, 100)).toEqual([5, 15]);
    expect(placeLabels([100, 99], [10, 10], 0, 100)).toEqual([95, 85]);
    expect(placeLabels([], [], 0, 100)).toEqual([]);
  });

  test('no two labels overlap and none leaves the column, whatever is wanted (seed 3)', () => {
    const rng = createRng(3);
    for (let round = 0; round < 200; round++) {
      const wanted = [...rng.fillUniform(new Float32Array(8))].map((value) => value * 200);
      const heights = [...rng.fillUniform(new Float32Array(8))].map((value) => 5 + value * 20);
      const centers = placeLabels(wanted, heights, 0, 200);
      const order = centers.map((_, i) => i).sort((a, b) => centers[a]! - centers[b]!);
      let edge = -1e-6;
      for (const i of order) {
        expect(centers[i]! - heights[i]! / 2).toBeGreaterThanOrEqual(edge);
        edge = centers[i]! + heights[i]! / 2 - 1e-6;
      }
      expect(edge).toBeLessThanOrEqual(200);
    }
  });
});
