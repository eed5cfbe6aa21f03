import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

type Shape = readonly number[];

const products: readonly (readonly [string, Shape, Shape, boolean, boolean])[] = [
  ['two matrices', [2, 3], [3, 4], false, false],
  ['a batch and one matrix', [2, 3, 4], [4, 5], false, false],
  ['a batch and one matrix, transposed', [2, 3, 4], [5, 4], false, true],
  ['a transposed batch and one matrix', [2, 4, 3], [4, 5], true, false],
  ['a transposed batch and one matrix, transposed', [2, 4, 3], [5, 4], true, true],
  ['a batch and a batch of one', [2, 3, 4], [1, 4, 5], false, false],
  ['one matrix and a batch', [3, 4], [2, 4, 5], false, false],
  ['one matrix and a transposed batch', [3, 4], [2, 5, 4], false, true],
  ['two batches', [2, 3, 4], [2, 4, 5], false, false],
  ['batches of batches and one matrix', [2, 2, 3, 4], [4, 5], false, false],
];

describe('the gradient of matMul', () => {
  it.each(products)('is right at both orders for %s', async (_, a, b, transposeA, transposeB) => {
    const rng = createRng(1);
    const inputs = [rng.fork('a').normal([...a]), rng.fork('b').normal([...b])];
    await checkGradients((x, y) => tf.square(tf.matMul(x, y, transposeA, transposeB)), inputs, { order: 2 });
    tf.dispose(inputs);
  });

  it('is right for the fused product of a batch and one matrix', async () => {
    const rng = createRng(2);
    const inputs = [rng.fork('a').normal([2, 3, 4]), rng.fork('b').normal([4, 5]), rng.fork('c').normal([5])];
    const fn = (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor) => tf.square(tf.fused.matMul({ a, b, bias, activation: 'relu' }));
    await checkGradients((a, b, c) => fn(a, b, tf.add(c, 3)), inputs);
    const linear = (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor) => tf.square(tf.fused.matMul({ a, b, bias }));
    await checkGradients(linear, inputs, { order: 2 });
    tf.dispose(inputs);
  });
});
