import { describe, expect, it } from 'vitest';
import { broadcast } from './broadcast';

describe('broadcast', () => {
  it.each([
    [[2, 3], [2, 3], { inner: 6, kind: 0, outer: [] }],
    [[2, 3], [], { inner: 6, kind: 1, outer: [] }],
    [[1], [4, 5], { inner: 20, kind: 2, outer: [] }],
    [[], [1, 1], { inner: 1, kind: 0, outer: [] }],
    [[8, 4, 4, 3], [3], { inner: 3, kind: 0, outer: [[128, 3, 0]] }],
    [[4, 4, 3], [8, 4, 4, 3], { inner: 48, kind: 0, outer: [[8, 0, 48]] }],
    [[8, 5], [8, 1], { inner: 5, kind: 1, outer: [[8, 5, 1]] }],
    [
      [8, 4, 4, 3],
      [8, 1, 1, 3],
      {
        inner: 3,
        kind: 0,
        outer: [
          [8, 48, 3],
          [16, 3, 0],
        ],
      },
    ],
    [[7, 1], [1, 5], { inner: 5, kind: 2, outer: [[7, 1, 0]] }],
    [
      [2, 1, 3, 1],
      [1, 4, 1, 5],
      {
        inner: 5,
        kind: 2,
        outer: [
          [2, 3, 0],
          [4, 0, 5],
          [3, 1, 0],
        ],
      },
    ],
  ])('walks %j with %j in few axes', (a, b, plan) => {
    expect(broadcast(a, b)).toMatchObject(plan);
  });

  it('refuses shapes that do not fit, as tfjs does', () => {
    expect(() => broadcast([2, 3], [4])).toThrow(/could not be broadcast/);
  });
});
