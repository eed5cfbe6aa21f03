import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkCase, normal } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Statistics = tf.Tensor1D;

const values = (shape: readonly number[], seed: number): tf.Tensor => tf.tidy(() => tf.add(tf.abs(normal(shape, seed)), 0.5));

/** Second order, of everything that it is given. */
function check(x: number[], statistics: number[], { scale, offset }: { scale: boolean; offset: boolean }): Promise<void> {
  const shapes = [x, statistics, statistics, ...(scale ? [statistics] : []), ...(offset ? [statistics] : [])];
  return checkCase({
    shapes,
    values,
    fn: (input, mean, variance, ...rest) => {
      const scaled = scale ? (rest.shift() as Statistics) : undefined;
      const moved = offset ? (rest.shift() as Statistics) : undefined;
      return tf.square(tf.batchNorm(input, mean as Statistics, variance as Statistics, moved, scaled, 0.1));
    },
  });
}

describe('batchNorm', () => {
  const optional = [true, false].flatMap((scale) => [true, false].map((offset) => ({ scale, offset })));

  it.each(optional)('of an image, scale: $scale, offset: $offset', (given) => check([2, 2, 2, 2], [2], given));
  it.each(optional)('of rows, scale: $scale, offset: $offset', (given) => check([3, 2], [2], given));
  it.each(optional)('of a sequence, scale: $scale, offset: $offset', (given) => check([2, 2, 3], [3], given));
  it.each(optional)('with a statistic an element, scale: $scale, offset: $offset', (given) => check([3, 2], [3, 2], given));

  it.each(optional)('of its own moments, scale: $scale, offset: $offset', ({ scale, offset }) =>
    checkCase({
      shapes: [[4, 3], [3], [3]], // biome-ignore format: x, scale, offset
      values,
      fn: (x, gamma, beta) => {
        const { mean, variance } = tf.moments(x, 0);
        const [scaled, moved] = [scale ? gamma : undefined, offset ? beta : undefined] as (Statistics | undefined)[];
        return tf.square(tf.batchNorm(x, mean as Statistics, variance as Statistics, moved, scaled, 0.1));
      },
    }),
  );
});
