import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/semi-supervised.json';
import { studentTQuantile } from './student-t-quantile';

describe('studentTQuantile', () => {
  it.each(golden.tQuantile)('agrees with scipy at level $level, df $df', ({ level, df, t }) => {
    expect(Math.abs(studentTQuantile(level, df ?? Number.POSITIVE_INFINITY) / t - 1)).toBeLessThan(1e-9);
  });
});
