import * as tf from '@tensorflow/tfjs-core';
import type { Json, Stateful } from '../checkpoint/stateful';
import { checkCount, checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { normalQuantile } from './normal-quantile';
import { philox4x32 } from './philox';

/**
 * A seeded, counter-based, splittable generator of random numbers.
 *
 * Its numbers are made in typed arrays by integer arithmetic, so they are the same bits on every backend.
 * Its whole state is two integers, `key` and `counter`, and goes into checkpoints.
 *
 * @category Randomness
 */
export interface Rng extends Stateful {
  /** Identity of the stream. */
  readonly key: number;
  /** Number of 128-bit blocks used so far; writable through `restore` only. */
  readonly counter: number;
  /**
   * An independent generator for a named purpose; the same name gives the same stream however much of this one was used.
   */
  fork(name: string | number): Rng;
  /** Fills with uniform values in [low, high), default [0, 1), and returns the array. */
  fillUniform<A extends Float32Array | Float64Array>(out: A, low?: number, high?: number): A;
  /** Fills with normal values of the given mean (0) and standard deviation (1), and returns the array. */
  fillNormal<A extends Float32Array | Float64Array>(out: A, mean?: number, sd?: number): A;
  /** One uniform number in [0, 1). */
  next(): number;
  /** One integer in [0, below). */
  integer(below: number): number;
  /** The integers 0 to n - 1 in random order (Fisher-Yates). */
  permutation(n: number): Uint32Array;
  /** `shape` float32 uniform in [low, high). Fresh. */
  uniform(shape: readonly number[], low?: number, high?: number): tf.Tensor;
  /** `shape` float32 standard normal. Fresh. */
  normal(shape: readonly number[]): tf.Tensor;
}

const TWO_32 = 0x100000000;
const LIMIT = Number.MAX_SAFE_INTEGER;
const low = (n: number): number => n >>> 0;
const high = (n: number): number => Math.floor(n / TWO_32);
const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Mixes a word list into a new 53-bit key, by Philox used as a hash chain. */
function mix(key: number, words: readonly number[]): number {
  const block = new Uint32Array(4);
  let state: [number, number] = [low(key), high(key)];
  words.forEach((word, i) => {
    philox4x32(block, 0, [word >>> 0, i, 0x5eed, 0xf02c], state);
    state = [block[0], block[1]];
  });
  return state[0] + (state[1] & 0x1fffff) * TWO_32;
}

/**
 * Makes a generator. The same seed gives the same numbers on every backend and in every process.
 *
 * Philox4x32-10 (Salmon et al., 2011, Parallel random numbers: as easy as 1, 2, 3) in counter mode; normals by the
 * inverse distribution function (Wichura, 1988, AS 241), one word each.
 *
 * @param seed integer from 0 to 2^53 - 1.
 * @throws GenError `value`, for any other seed.
 *
 * @example Two purposes, two streams
 * ```ts
 * import { createRng } from '@gen/core';
 *
 * const rng = createRng(7);
 * const order = rng.fork('shuffle').permutation(10);
 * const noise = rng.fork('noise').normal([4, 2]);
 * noise.dispose();
 * ```
 * @category Randomness
 */
export function createRng(seed: number): Rng {
  checkValue('createRng', 'seed', seed, Number.isSafeInteger(seed) && seed >= 0, 'an integer from 0 to 2^53 - 1');
  return rngOf(mix(0, [low(seed), high(seed)]), 0);
}

function rngOf(initialKey: number, initialCounter: number): Rng {
  let key = initialKey;
  let counter = initialCounter;
  const words = (n: number): Uint32Array => {
    const blocks = Math.ceil(n / 4);
    const out = new Uint32Array(blocks * 4);
    const keyWords: [number, number] = [low(key), high(key)];
    for (let i = 0; i < blocks; i++) {
      const c = counter + i;
      philox4x32(out, i * 4, [low(c), high(c), 0, 0], keyWords);
    }
    counter += blocks;
    return out;
  };
  /** The same bits by a kernel, on a backend that has it. */
  const onBackend = (kernelName: string, shape: readonly number[], attrs: object): tf.Tensor | undefined => {
    if (!tf.getKernel(kernelName, tf.getBackend())) return undefined;
    const drawn = tf.engine().runKernel(kernelName, {}, { shape: [...shape], key, counter, ...attrs });
    counter += Math.ceil(size(shape) / 4);
    return drawn as tf.Tensor;
  };
  const rng: Rng = {
    get key() {
      return key;
    },
    get counter() {
      return counter;
    },
    fork(name) {
      const bytes = new TextEncoder().encode(typeof name === 'number' ? `#${name}` : name);
      return rngOf(mix(key, [bytes.length, ...bytes]), 0);
    },
    fillUniform(out, from = 0, to = 1) {
      const w = words(out.length);
      // 24 bits: exact in float32, so 1 itself never comes out.
      for (let i = 0; i < out.length; i++) out[i] = from + (to - from) * ((w[i] >>> 8) / 0x1000000);
      return out;
    },
    fillNormal(out, mean = 0, sd = 1) {
      const w = words(out.length);
      for (let i = 0; i < out.length; i++) out[i] = mean + sd * normalQuantile((w[i] + 0.5) / TWO_32);
      return out;
    },
    next() {
      return words(1)[0] / TWO_32;
    },
    integer(below) {
      checkCount('Rng.integer', 'below', below);
      return Math.floor((words(1)[0] / TWO_32) * below);
    },
    permutation(n) {
      checkCount('Rng.permutation', 'n', n, 0);
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      const w = words(n);
      for (let i = n - 1; i > 0; i--) {
        const j = Math.floor((w[i] / TWO_32) * (i + 1));
        const kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      return order;
    },
    uniform(shape, from = 0, to = 1) {
      const made = onBackend('GenUniform', shape, { low: from, high: to });
      if (made) return made;
      return tf.tensor(rng.fillUniform(new Float32Array(size(shape)), from, to), [...shape]);
    },
    normal(shape) {
      const made = onBackend('GenNormal', shape, { mean: 0, sd: 1 });
      if (made) return made;
      return tf.tensor(rng.fillNormal(new Float32Array(size(shape))), [...shape]);
    },
    exportState() {
      return { json: { key, counter } };
    },
    importState({ json }) {
      const state = json as { key: number; counter: number } | undefined;
      const valid = [state?.key, state?.counter].every((n) => Number.isSafeInteger(n) && n! >= 0 && n! <= LIMIT);
      if (!valid)
        throw new GenError('checkpoint', `Rng.importState: expected {key, counter}, got ${JSON.stringify(json as Json)}`);
      ({ key, counter } = state!);
    },
  };
  return rng;
}
