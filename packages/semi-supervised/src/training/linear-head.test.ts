import { pathOf } from '@gen/core';
import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { linearHead } from './linear-head';

it('begins at zero, and is features times kernel plus bias', async () => {
  const head = linearHead({ inputs: 3, classes: 2 });
  const features = tf.tensor2d([[1, 2, 3]]);
  const before = head(features);
  await expectClose(before, [0, 0]);
  tf.tidy(() => {
    head.variables[0].assign(tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]));
    head.variables[1].assign(tf.tensor1d([10, 20]));
  });
  const after = head(features);
  await expectClose(after, [14, 25]);
  tf.dispose([features, before, after]);
  head.dispose();
});

it('names its variables, and refuses sizes that are none', () => {
  const head = linearHead({ inputs: 1, classes: 2, path: 'digits' });
  expect(head.variables.map(pathOf)).toEqual(['digits/kernel', 'digits/bias']);
  head[Symbol.dispose]();
  expect(() => linearHead({ inputs: 0, classes: 2 })).toThrow(
    'linearHead: expected inputs to be an integer of at least 1, got 0',
  );
  expect(() => linearHead({ inputs: 2, classes: 0.5 })).toThrow('linearHead: expected classes');
});
