import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { GenError } from '../errors/gen-error';
import { createRng } from '../random/rng';
import { checkGradients } from './check-gradients';

async function refusal(run: Promise<unknown>): Promise<GenError> {
  const error = await run.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!GenError.is(error)) throw new Error(`expected a GenError, got ${String(error)}`);
  return error;
}

/** Its value with a gradient that is `factor` too large where `at` is 1. */
const wrongSquare = (at: tf.Tensor, factor: number) =>
  tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.mul(dy, tf.mul(2, saved[0])), tf.add(1, tf.mul(at, factor - 1))),
    };
  });

describe('checkGradients', () => {
  it('passes right gradients with a small error, and says how small', async () => {
    const rng = createRng(1);
    const [x, w] = [rng.fork('x').normal([3, 4]), rng.fork('w').normal([4, 2])];
    const result = await checkGradients((a, b) => tf.tanh(tf.matMul(a, b)), [x, w]);
    expect(result.worstRelativeError).toBeLessThan(2e-4);
    expect(result.derivatives).toBe(3 + 12 + 3 + 8);
    expect(result.order).toBe(1);
    tf.dispose([x, w]);
  });

  it('checks the second order, of more than one input', async () => {
    const rng = createRng(2);
    const [x, w] = [rng.fork('x').normal([5, 7]), rng.fork('w').normal([7, 6])];
    const result = await checkGradients((a, b) => tf.softplus(tf.matMul(a, b)), [x, w], { order: 2, directions: 2 });
    expect(result.worstRelativeError).toBeLessThan(5e-4);
    expect(result.derivatives).toBe(8);
    tf.dispose([x, w]);
  });

  it('takes a linear function at second order, and an input that is not used', async () => {
    const [x, y] = [tf.tensor1d([1, 2]), tf.scalar(3)];
    const result = await checkGradients((a) => tf.mul(a, 3), [x, y], { order: 2 });
    expect(result.worstRelativeError).toBeLessThan(1e-5);
    tf.dispose([x, y]);
  });

  it('names the input and the element of a small wrong gradient', async () => {
    const [x, y] = [tf.scalar(1), tf.tensor2d([[1, 2, 3], [4, 5, 6]])]; // biome-ignore format: rows
    const at = tf.tensor2d([[0, 0, 0], [0, 1, 0]]); // biome-ignore format: rows
    const wrong = wrongSquare(at, 1.02);
    const error = await refusal(checkGradients((a, b) => tf.mul(a, wrong(b)), [x, y]));
    expect(error.code).toBe('gradient');
    expect(error.message).toMatch(/order 1 with respect to inputs\[1\] at element \[1,1\] to be 9\.99\d*|10\.0\d*, got 10\.2/);
    tf.dispose([x, y, at]);
  });

  it('finds the element in a large input by halving', async () => {
    const x = createRng(3).uniform([20, 30], 1, 2);
    const at = tf.tidy(() => tf.reshape(tf.oneHot(tf.scalar(17 * 30 + 5, 'int32'), 600), [20, 30]));
    const error = await refusal(checkGradients(wrongSquare(at, 3), [x]));
    expect(error.message).toContain('inputs[0] at element [17,5]');
    tf.dispose([x, at]);
  });

  it('finds a second derivative that is treated as a constant', async () => {
    const x = tf.tensor1d([0.3, -0.8]);
    const lost = tf.customGrad((t) => {
      const value = tf.exp(t as tf.Tensor);
      const constant = tf.keep(tf.clone(value));
      held.push(constant);
      return { value, gradFunc: (dy: tf.Tensor) => tf.mul(dy, constant) };
    });
    const held: tf.Tensor[] = [];
    await checkGradients(lost, [x]);
    const error = await refusal(checkGradients(lost, [x], { order: 2 }));
    expect(error.message).toContain('order 2');
    tf.dispose([x, ...held]);
  });

  it('refuses gradients that are not finite', async () => {
    const x = tf.tensor1d([1, 0, 4]);
    const length = tf.customGrad((t, save) => {
      (save as tf.GradSaveFunc)([t as tf.Tensor]);
      const value = tf.abs(t as tf.Tensor);
      return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.div(saved[0], tf.abs(saved[0]))) };
    });
    const error = await refusal(checkGradients(length, [x]));
    expect(error.message).toContain('element [1]');
    x.dispose();
  });

  it('allows for the rounding of large values, and takes large steps for large inputs', async () => {
    const x = tf.tensor1d([1e4, -3e4, 0.5]);
    const result = await checkGradients((t) => tf.add(tf.mul(t, 2), 1e5), [x]);
    expect(result.worstRelativeError).toBeLessThan(1e-3);
    x.dispose();
  });

  it('says that tfjs cannot differentiate, and releases what the tape held', async () => {
    const x = tf.tensor1d([0.5, 2]);
    const fails = tf.customGrad((t) => ({
      value: tf.abs(t as tf.Tensor),
      gradFunc: () => {
        throw new Error('no gradient here');
      },
    }));
    const error = await refusal(checkGradients((t) => fails(tf.square(t)), [x]));
    expect(error.code).toBe('gradient');
    expect(error.message).toBe('checkGradients: expected fn to be differentiable, got "no gradient here"');
    x.dispose();
  });

  it('refuses a function that draws new numbers', async () => {
    const x = tf.scalar(1);
    let calls = 0;
    const error = await refusal(checkGradients((t) => tf.add(t, calls++), [x]));
    expect(error.message).toBe('checkGradients: expected fn to give the same value twice, got 1, then 2');
    x.dispose();
  });

  describe('on another backend', () => {
    const used = tf.getBackend();
    const other = used === 'cpu' ? 'beside' : 'cpu';
    beforeAll(async () => {
      await import('@tensorflow/tfjs-backend-cpu');
      // On cpu, a second backend with the same kernels under another name.
      if (other !== 'beside') return;
      tf.registerBackend(other, tf.findBackendFactory('cpu')!);
      tf.copyRegisteredKernels('cpu', other);
    });

    it('compares there, and comes back', async () => {
      const x = tf.tensor1d([0.5, -2]);
      const seen = new Set<string>();
      const result = await checkGradients(
        (t) => {
          seen.add(tf.getBackend());
          return tf.sin(t);
        },
        [x],
        { backend: other, order: 2 },
      );
      expect([...seen]).toEqual([other]);
      expect(result.worstRelativeError).toBeLessThan(1e-3);
      expect(tf.getBackend()).toBe(used);
      await expectClose(x, [0.5, -2]);
      x.dispose();
    });

    it('comes back after an error too', async () => {
      const x = tf.tensor1d([1, 2]);
      const wrong = await refusal(checkGradients((t) => wrongSquare(t, 3)(t), [x], { backend: other }));
      expect(wrong.message).toMatch(/order 1 with respect to inputs\[0\]/);
      expect(tf.getBackend()).toBe(used);
      x.dispose();
    });

    it('refuses a backend that is not registered, or does not start', async () => {
      const x = tf.scalar(1);
      const unknown = await refusal(checkGradients(tf.square, [x], { backend: 'abacus' }));
      const names = Object.keys(tf.engine().registryFactory).map((name) => `'${name}'`);
      expect(unknown.code).toBe('value');
      expect(unknown.message).toBe(
        `checkGradients: expected backend to be a registered backend, one of ${names.join(', ')}, got 'abacus'`,
      );

      tf.registerBackend('broken', () => Promise.reject(new Error('no such machine')));
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const broken = await refusal(checkGradients(tf.square, [x], { backend: 'broken' }));
      warn.mockRestore();
      tf.removeBackend('broken');
      expect(broken.code).toBe('backend');
      expect(broken.message).toBe("checkGradients: expected backend 'broken' to start, got a failure");
      expect(tf.getBackend()).toBe(used);
      x.dispose();
    });
  });

  it('refuses bad arguments', async () => {
    const x = tf.scalar(1);
    const whole = tf.scalar(1, 'int32');
    const empty = tf.zeros([0, 2]);
    const fn = (t: tf.Tensor): tf.Tensor => tf.square(t);
    const cases = [
      [checkGradients(fn, []), /inputs.length to be an integer of at least 1, got 0/],
      [checkGradients(fn, [whole]), /inputs\[0\] of dtype float32, got int32/],
      [checkGradients(fn, [empty]), /the size of inputs\[0\]/],
      [checkGradients(fn, [x], { order: 3 as never }), /order to be 1 or 2, got 3/],
      [checkGradients(fn, [x], { epsilon: 0 }), /epsilon to be a positive number, got 0/],
      [checkGradients(fn, [x], { tolerance: -1 }), /tolerance to be/],
      [checkGradients(fn, [x], { directions: 0 }), /directions to be/],
      [checkGradients(fn, [x], { coordinates: -1 }), /coordinates to be/],
      [checkGradients((t) => tf.cast(t, 'int32'), [x]), /what fn returns of dtype float32, got int32/],
    ] as const;
    for (const [run, message] of cases) expect((await refusal(run)).message).toMatch(message);
    await expectClose(x, [1]);
    tf.dispose([x, whole, empty]);
  });
});
