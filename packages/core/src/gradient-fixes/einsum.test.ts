import { backendName } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../gradients/check-gradients';
import { createRng } from '../random/rng';
import { installGradientFixes } from './install-gradient-fixes';

installGradientFixes();

const sizes: Record<string, number> = { a: 2, b: 3, c: 2, d: 4 };

describe('einsum', () => {
  it.each([
    'ab,bc->ac',
    'abd,acd->abc',
    'ab,ab->',
    'a,b->ab',
    'ab->ba',
    'ab->ab',
    'abc->b',
    'ad,bd->ab',
    'ab,bc->ca',
    // Labels of one operand alone, summed next to another operand: not every backend can do that.
    ...(backendName === 'wasm' || backendName === 'node' ? ['ab,bc->', 'ab,c->a', 'abc,cd->bd', 'abc,abc->'] : []),
  ])('%s', async (equation) => {
    const operands = equation.split('->')[0].split(',');
    const tensors = operands.map((labels, i) => {
      const shape = [...labels].map((label) => sizes[label]);
      return createRng(7).fork(i).normal(shape);
    });
    // Squared, so that the gradient depends on the values of both operands.
    await checkGradients((...inputs) => tf.square(tf.einsum(equation, ...inputs)), tensors, { order: 2 });
    tf.dispose(tensors);
  });

  it.runIf(backendName === 'node').each(['ii->i', '...i->...'])('has no gradient for %s', async (equation) => {
    const x = tf.ones([3, 3]);
    const message = `einsum: expected letters as labels, none twice in one operand, for a gradient, got '${equation}'`;
    const run = checkGradients((t) => tf.einsum(equation, t), [x]);
    await expect(run).rejects.toThrow(expect.objectContaining({ code: 'gradient', message }));
    x.dispose();
  });
});
