import { backendName, expectClose, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/core_optimizers.json' with { type: 'json' };
import { variable } from '../network/path';
import { adam, adamw } from './adam';

/** The kernel of the backend under test, put back after each test. */
let own: tf.KernelConfig | undefined;
let replaced = false;
function replace(kernelFunc?: tf.KernelFunc): void {
  const backendName = tf.getBackend();
  own = tf.getKernel('GenAdam', backendName);
  replaced = true;
  if (own) tf.unregisterKernel('GenAdam', backendName);
  if (kernelFunc) tf.registerKernel({ kernelName: 'GenAdam', backendName, kernelFunc });
}
afterEach(() => {
  if (!replaced) return;
  if (tf.getKernel('GenAdam', tf.getBackend())) tf.unregisterKernel('GenAdam', tf.getBackend());
  if (own) tf.registerKernel(own);
  replaced = false;
});

const path = 'dense/kernel';
const options = { learningRate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 };

/** Twelve steps of AdamW. */
async function twelveSteps(): Promise<Float32Array> {
  const x = variable(path, () => tf.tensor(golden.start[path], golden.shapes[path]));
  const optimizer = adamw(options);
  for (const gradient of golden.gradients) {
    tf.tidy(() => optimizer.update(new Map([[x, tf.tensor(gradient[path], golden.shapes[path])]])));
  }
  const values = (await x.data()).slice() as Float32Array;
  optimizer.dispose();
  x.dispose();
  return values;
}

describe('the fused kernel', () => {
  // The stand-in reads synchronously, which WebGPU does not.
  it.runIf(when(backendName !== 'webgpu', 'its kernel works on host memory, which WebGPU has not'))(
    'is used where the backend has one, with the formula of the ops',
    async () => {
      replace();
      const byOps = await twelveSteps();
      const asked: Record<string, number>[] = [];
      replace(({ inputs, attrs }) => {
        asked.push({ ...(attrs as unknown as Record<string, number>) });
        const { learningRate, beta1, beta2, epsilon, weightDecay, c1, c2 } = asked.at(-1)!;
        expect(Object.keys(inputs).sort()).toEqual(['g', 'm', 'v', 'x']);
        const { x, g, m: m0, v: v0 } = inputs as unknown as Record<string, tf.Tensor>;
        // By the definition, on the host: what any backend's kernel has to give.
        const read = (info: tf.Tensor): Float32Array => tf.backend().readSync(info.dataId) as Float32Array;
        const [xs, gs, ms, vs] = [x, g, m0, v0].map(read);
        const next = [new Float32Array(xs.length), new Float32Array(xs.length), new Float32Array(xs.length)];
        for (let i = 0; i < xs.length; i++) {
          const m = beta1 * ms[i] + (1 - beta1) * gs[i];
          const v = beta2 * vs[i] + (1 - beta2) * gs[i] ** 2;
          next[0][i] = xs[i] * (1 - learningRate * weightDecay) - (learningRate * m) / c1 / (Math.sqrt(v / c2) + epsilon);
          next[1][i] = m;
          next[2][i] = v;
        }
        return next.map((data) => ({
          dataId: tf.backend().write(data, x.shape, 'float32'),
          shape: x.shape,
          dtype: 'float32' as const,
        }));
      });
      const byKernel = await twelveSteps();
      await expectClose(byKernel, byOps, { relative: 1e-6, absolute: 3e-7 });
      expect(asked).toHaveLength(12);
      expect(asked[2]).toEqual({ ...options, c1: 1 - 0.8 ** 3, c2: 1 - 0.99 ** 3 });
    },
  );

  it('of this backend, if it has one, gives the numbers of the ops', async () => {
    const byKernel = await twelveSteps();
    replace();
    await expectClose(byKernel, await twelveSteps(), { relative: 1e-6, absolute: 3e-7 });
  });
});

describe('adamw', () => {
  it('decays what has two and more axes, unless told otherwise', async () => {
    const kernel = variable('kernel', () => tf.ones([1, 1]));
    const bias = variable('bias', () => tf.ones([1]));
    const still = (): Map<tf.Variable, tf.Tensor> => new Map([kernel, bias].map((v) => [v, tf.zerosLike(v)]));
    const optimizer = adamw({ learningRate: 0.5, weightDecay: 0.1 });
    tf.tidy(() => optimizer.update(still()));
    await expectClose(kernel, [0.95]);
    await expectClose(bias, [1]);
    const biases = adamw({ learningRate: 0.5, weightDecay: 0.1, decays: (v) => v === bias });
    tf.tidy(() => biases.update(still()));
    await expectClose(kernel, [0.95]);
    await expectClose(bias, [0.95]);
    optimizer.dispose();
    biases.dispose();
    tf.dispose([kernel, bias]);
  });
});

describe('adam', () => {
  it("counts each variable's own updates: the first one is a whole learning rate, whenever it comes", async () => {
    const [early, late] = [variable('early', () => tf.scalar(0)), variable('late', () => tf.scalar(0))];
    const optimizer = adam({ learningRate: 0.1 });
    for (let i = 0; i < 5; i++) tf.tidy(() => optimizer.update(new Map([[early, tf.scalar(1)]])));
    tf.tidy(() => optimizer.update(new Map([[late, tf.scalar(7)]])));
    await expectClose(late, [-0.1]);
    expect(optimizer.exportState().json).toEqual({ name: 'adam', step: 6, counts: { early: 5, late: 1 } });
    optimizer.dispose();
    tf.dispose([early, late]);
  });

  it('takes a step of at most about the learning rate, for tiny and for huge gradients', async () => {
    const x = variable('x', () => tf.zeros([2]));
    const optimizer = adam({ learningRate: 0.1 });
    tf.tidy(() => optimizer.update(new Map([[x, tf.tensor1d([1e-6, 1e15])]])));
    await expectClose(x, [-0.1 / (1 + 1e-8 / 1e-6), -0.1], { relative: 1e-4 });
    optimizer.dispose();
    x.dispose();
  });
});
