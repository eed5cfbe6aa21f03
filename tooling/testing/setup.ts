import { type BackendName, useBackend } from '@gen/backend';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { backendName } from './src/backend-name';

// Every test file runs on the backend of its vitest project, and every test ends with as many tensors as it began with.
// Two threads on any machine, so that what they share is tested everywhere.
await useBackend(backendName as BackendName, { allowSoftware: true, threads: 2 });

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before, 'tensors that this test leaked').toBe(0);
});
