import { createRng } from '@gen/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedFolds } from './stratified-folds';

describe('stratifiedFolds', () => {
  it('spreads each class, and all examples, evenly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (labels, folds, seed) => {
          const fold = stratifiedFolds(labels, folds, createRng(seed));
          for (const of of [[0], [1], [2], [3], [0, 1, 2, 3]]) {
            const counts = new Array<number>(folds).fill(0);
            labels.forEach((k, i) => {
              if (of.includes(k)) counts[fold[i]]++;
            });
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
