import { createRng } from '@gen/core';
import { expect, it } from 'vitest';
import type { Augmentation } from './augment';
import { compose } from './compose';

it('does one after the other, each with its own numbers', () => {
  const draws: number[] = [];
  const draw: Augmentation = (images, _shape, rng) => {
    draws.push(rng.next());
    images.fill(draws.length);
  };
  const images = new Float32Array(4);
  compose(draw, draw)(images, [1, 2, 2, 1], createRng(1));
  expect([...images]).toEqual([2, 2, 2, 2]);
  expect(draws[0]).not.toBe(draws[1]);
});

it('of nothing changes nothing', () => {
  const images = Float32Array.of(1, 2);
  compose()(images, [1, 1, 2, 1], createRng(1));
  expect([...images]).toEqual([1, 2]);
});
