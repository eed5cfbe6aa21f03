import { expectSameAsCpu } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../index';
import { shapes, tensorsOf } from './fuzz-inputs';
import { fuzzRuns } from './fuzz-runs';

const sum = (...xs: tf.Tensor[]): tf.Tensor => tf.addN(xs);

it('addN is that of tfjs, to the bit', async () => {
  const inputs = fc
    .tuple(shapes(), fc.integer({ min: 1, max: 9 }), fc.constantFrom('float32' as const, 'int32' as const))
    .chain(([shape, count, dtype]) => tensorsOf(Array(count).fill(shape), dtype));
  await fc.assert(
    fc.asyncProperty(inputs, (xs) => expectSameAsCpu('simd', sum, xs, { relative: 0 })),
    { numRuns: fuzzRuns(120), seed: 4 },
  );
});

it('addN takes more tensors than a job has room for', async () => {
  await tf.setBackend('simd');
  const xs = Array.from({ length: 300 }, (_, i) => tf.scalar(i));
  const y = tf.addN(xs);
  expect(await y.data()).toEqual(Float32Array.of((299 * 300) / 2));
  tf.dispose([xs, y]);
});
