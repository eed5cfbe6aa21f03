import { createRng } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../index';

const attrs = { learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1, c1: 0.19, c2: 0.0199 };

/** The loop that other backends run. */
function expected([x, g, m, v]: Float32Array[], scale: number): Float32Array[] {
  const [newX, newM, newV] = [x.slice(), m.slice(), v.slice()];
  const keep = 1 - attrs.learningRate * attrs.weightDecay;
  const [rest1, rest2, rate, inverse] = [1 - attrs.beta1, 1 - attrs.beta2, attrs.learningRate / attrs.c1, 1 / attrs.c2];
  for (let i = 0; i < x.length; i++) {
    const gradient = g[i] * scale;
    const mean = attrs.beta1 * m[i] + rest1 * gradient;
    const square = attrs.beta2 * v[i] + rest2 * gradient * gradient;
    newM[i] = mean;
    newV[i] = square;
    newX[i] = x[i] * keep - (rate * mean) / (Math.sqrt(square * inverse) + attrs.epsilon);
  }
  return [newX, newM, newV];
}

/** Bits, those of NaN being one thing. */
const bits = (values: Float32Array): number[] => [
  ...new Uint32Array(values.map((value) => (Number.isNaN(value) ? Number.NaN : value)).buffer),
];

describe('GenAdam', () => {
  const before = tf.getBackend();
  beforeAll(() => tf.setBackend('simd'));
  afterAll(() => tf.setBackend(before));

  it.each([0, 1, 2, 7, 50, 1001, 100_003])('gives the bits of the loop in JavaScript, for %s values', async (size) => {
    const rng = createRng(size);
    const host = ['x', 'g', 'm', 'v'].map((name) => {
      const values = rng.fork(name).fillNormal(new Float32Array(size));
      return name === 'v' ? values.map(Math.abs) : values;
    });
    if (size > 20) host[1].set([Number.NaN, Number.POSITIVE_INFINITY, 1e-42, 0, 3e38]);
    const [x, g, m, v] = host.map((values) => tf.tensor1d(values));
    for (const scale of [undefined, Math.fround(0.3)]) {
      const gradientScale = scale === undefined ? undefined : tf.scalar(scale);
      const outputs = tf.engine().runKernel('GenAdam', { x, g, m, v, gradientScale } as never, attrs) as unknown as tf.Tensor[];
      const wanted = expected(host, scale ?? 1);
      for (const [i, output] of outputs.entries()) {
        const got = (await output.data()) as Float32Array;
        expect(bits(got)).toEqual(bits(wanted[i]));
      }
      tf.dispose([outputs, gradientScale ?? []]);
    }
    expect((await x.data()) as Float32Array).toEqual(host[0]);
    tf.dispose([x, g, m, v]);
  });
});
