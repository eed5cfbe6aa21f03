import { expectClose } from '@gen/testing';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/core_optimizers.json' with { type: 'json' };
import { cosine, linear, piecewise } from './schedules';

describe('linear', () => {
  it('goes from one value to the other and stays there, exactly', () => {
    const rate = linear({ from: 0.1, to: 0.3, steps: 4 });
    expect(rate(0)).toBe(0.1);
    expect(rate(1)).toBeCloseTo(0.15, 12);
    expect([rate(4), rate(5), rate(1e9)]).toEqual([0.3, 0.3, 0.3]);
  });
});

describe('cosine', () => {
  it('is the annealing of PyTorch, and constant after it', async () => {
    const rate = cosine({ from: 1, to: 0.1, steps: 10 });
    await expectClose(
      Float64Array.from(golden.cosine, (_, i) => rate(i)),
      golden.cosine,
      { relative: 1e-12, absolute: 1e-12 },
    );
    expect(rate(99)).toBe(0.1);
    expect(cosine({ from: 1, steps: 10 })(10)).toBe(0);
  });
});

describe('piecewise', () => {
  it('counts the second schedule from where it begins', () => {
    const rate = piecewise(linear({ from: 0, to: 1, steps: 2 }), 2, (step) => 10 + step);
    expect([0, 1, 2, 3].map(rate)).toEqual([0, 0.5, 10, 11]);
  });
});

it.each([
  [() => linear({ from: 0, to: 1, steps: 0 }), 'linear: expected steps to be positive, got 0'],
  [() => cosine({ from: 1, steps: -1 }), 'cosine: expected steps to be positive, got -1'],
  [() => piecewise(Math.abs, Number.NaN, Math.abs), 'piecewise: expected at to be at least 0, got NaN'],
])('refuses bad options %#', (bad, message) => {
  expect(bad).toThrow(message);
});
