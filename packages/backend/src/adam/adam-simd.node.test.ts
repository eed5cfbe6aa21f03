import { createRng } from '@gen/core';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../choose/use-backend';
import type { WasmBackend } from '../wasm/wasm-backend';
import { registerGenAdam } from './gen-adam';

const attrs = { learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1, c1: 0.19, c2: 0.0199 };

/** New x, m and v of `size` values, as bits. */
function step(size: number): number[][] {
  const rng = createRng(size);
  return tf.tidy(() => {
    const [x, g, m, v] = ['x', 'g', 'm', 'v'].map((name) => {
      const values = rng.fork(name).fillNormal(new Float32Array(size));
      return tf.tensor1d(name === 'v' ? values.map(Math.abs) : values);
    });
    const inputs = { x, g, m, v, gradientScale: tf.scalar(0.3) };
    const outputs = tf.engine().runKernel('GenAdam', inputs as never, attrs) as unknown as tf.Tensor[];
    return outputs.map((output) => [...new Uint32Array((output.dataSync() as Float32Array).slice().buffer)]);
  });
}

describe.runIf(when(backendName === 'wasm', 'tests a loop in the memory of wasm'))('the loop of GenAdam in SIMD', () => {
  registerGenAdam();

  it.each([0, 1, 2, 7, 50, 1001])('gives the bits of the loop in JavaScript, for %s values', async (size) => {
    const inWasm = step(size);
    await useBackend('cpu');
    const inJavaScript = step(size);
    await useBackend('wasm');
    expect(inWasm).toEqual(inJavaScript);
  });

  it('gives way to JavaScript where the memory is out of reach', () => {
    const expected = step(9);
    const backend = tf.backend() as WasmBackend;
    // As with threads, whose build of tfjs-backend-wasm has another memory; each instance of a backend is asked once.
    const wasm = Object.create(backend.wasm!, { asm: { value: undefined } }) as unknown;
    const blind = new Proxy(backend, { get: (target, name) => (name === 'wasm' ? wasm : Reflect.get(target, name)) });
    const kernel = tf.getKernel('GenAdam', 'wasm')!;
    tf.unregisterKernel('GenAdam', 'wasm');
    tf.registerKernel({ ...kernel, kernelFunc: (call) => kernel.kernelFunc({ ...call, backend: blind }) });
    try {
      expect(step(9)).toEqual(expected);
    } finally {
      tf.unregisterKernel('GenAdam', 'wasm');
      tf.registerKernel(kernel);
    }
  });
});
