import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkCase } from './cases';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

const product = (pieces: tf.Tensor[]): tf.Tensor => pieces.reduce((a, b) => tf.mul(a, b), tf.scalar(2));

describe('split', () => {
  it.each([1, 2, 4])('into %d', (count) => checkCase({ shapes: [[2, 4]], fn: (x) => product(tf.split(tf.square(x), count, 1)) }));
});

describe('unstack', () => {
  it.each([1, 3])('of %d', (count) => checkCase({ shapes: [[2, count]], fn: (x) => product(tf.unstack(tf.square(x), 1)) }));

  it('of which one is used', () => checkCase({ shapes: [[3, 2]], fn: (x) => tf.square(tf.unstack(tf.square(x))[1]) }));
});

describe('bandPart', () => {
  it('of one matrix', () => checkCase({ shapes: [[3, 3]], fn: (x) => tf.square(tf.linalg.bandPart(x, 1, 0)) }));
});
