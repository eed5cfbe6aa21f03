import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../index';
import { fuzzRuns } from './fuzz-runs';
import { factor } from './product-cases';

const letters = ['a', 'b', 'c', 'd', 'e'];
const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: letters.length, maxLength: letters.length });
const subset = fc.shuffledSubarray(letters, { maxLength: 4 });

/** The sum over all labels that the output lacks, by its definition. */
function definition(
  inputs: readonly string[][],
  output: readonly string[],
  size: Record<string, number>,
  tensors: number[][],
): number[] {
  const labels = [...new Set(inputs.flat())];
  const at = (own: readonly string[], index: Record<string, number>): number =>
    own.reduce((position, label) => position * size[label] + index[label], 0);
  const result = new Array(output.reduce((product, label) => product * size[label], 1)).fill(0);
  const visit = (depth: number, index: Record<string, number>): void => {
    if (depth === labels.length) {
      result[at(output, index)] += inputs.reduce((product, own, i) => product * tensors[i][at(own, index)], 1);
      return;
    }
    for (let i = 0; i < size[labels[depth]]; i++) visit(depth + 1, { ...index, [labels[depth]]: i });
  };
  visit(0, {});
  return result;
}

test('einsum is what its definition says, with labels of one tensor summed away', async () => {
  await fc.assert(
    fc.asyncProperty(
      subset,
      fc.option(subset),
      fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
      sizes,
      async (a, b, pick, lengths) => {
        const size = Object.fromEntries(letters.map((label, i) => [label, lengths[i]]));
        const inputs = b ? [a, b] : [a];
        const all = [...new Set(inputs.flat())];
        const output = all.filter((_, i) => pick[i] % 2).sort((x, y) => pick[all.indexOf(x)] - pick[all.indexOf(y)]);
        const plain = inputs.map((own, i) =>
          factor(
            own.map((label) => size[label]),
            pick[i] + i + 1,
          ),
        );
        const equation = `${inputs.map((own) => own.join('')).join(',')}->${output.join('')}`;
        const before = tf.getBackend();
        await tf.setBackend('simd');
        const count = tf.memory().numTensors;
        const bytes = tf.memory().numDataBuffers;
        const got = tf.tidy(() =>
          tf.einsum(equation, ...plain.map(({ values, shape }) => tf.tensor(values as number[], [...shape]))),
        );
        expect(got.shape).toEqual(output.map((label) => size[label]));
        const values = await got.data();
        const want = definition(
          inputs,
          output,
          size,
          plain.map(({ values }) => values as number[]),
        );
        for (let i = 0; i < want.length; i++) expect(Math.abs(values[i] - want[i]), equation).toBeLessThan(1e-4);
        got.dispose();
        expect([tf.memory().numTensors, tf.memory().numDataBuffers], equation).toEqual([count, bytes]);
        await tf.setBackend(before);
      },
    ),
    { numRuns: fuzzRuns(150), seed: 4501 },
  );
}, 60_000);

test.each([
  'ij,jk->ik',
  'bij,bjk->bik',
  'bhqd,bhkd->bhqk',
  'bqhd,bkhd->bhqk',
  'bhqk,bkhd->bqhd',
  'ij->ji',
  'ij->',
  'i,j->ij',
  'bi,bi->b',
])('%s is that of cpu', async (equation) => {
  const length: Record<string, number> = { b: 3, h: 2, q: 5, k: 7, d: 8, i: 4, j: 6 };
  const inputs = equation
    .split('->')[0]
    .split(',')
    .map((labels, i) =>
      factor(
        [...labels].map((label) => length[label]),
        i + 1,
      ),
    );
  await expectSameAsCpu('simd', (...tensors) => tf.einsum(equation, ...tensors), inputs, { relative: 1e-5, absolute: 1e-5 });
});

test('einsum refuses what cpu refuses', async () => {
  for (const equation of ['ij,jk', 'ii->i', 'ij,jk->il', 'ij,jk->iik'])
    await expectSameAsCpu('simd', (a, b) => tf.einsum(equation, a, b), [factor([2, 2], 1), factor([2, 2], 2)]);
  await expectSameAsCpu('simd', (a, b) => tf.einsum('ij,jk->ik', a, b), [factor([2, 3], 1), factor([2, 2], 2)]);
});
