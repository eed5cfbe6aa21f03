import * as tf from '@tensorflow/tfjs-core';
import { checkCount, checkDtype, checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';
import { createRng, type Rng } from '../random/rng';
import { derivative, locate, readOutputs } from './central-difference';
import { type Outputs, reverseMode } from './reverse-mode';

/** How to compare. @category Gradients */
export interface GradientCheckOptions {
  /** 1 checks the gradient; 2 checks that gradient and then the gradient of a random weighted sum of it. Default 1. */
  readonly order?: 1 | 2;
  /** Step of the differences, in the unit of the inputs. Default 0.02: the formula is of fourth order, so large is right. */
  readonly epsilon?: number;
  /** Largest relative error that passes. Default 1e-3. */
  readonly tolerance?: number;
  /** Random directions an input. Default 3. */
  readonly directions?: number;
  /** Inputs of at most this many elements are also checked element by element. Default 16. */
  readonly coordinates?: number;
  /** Seed of the directions. Default 0. */
  readonly seed?: number;
  /**
   * Where to compare, as tfjs names it: `'cpu'`, `'wasm'`, `'webgpu'`, `'tensorflow'`; it must be registered. The inputs are copied
   * there, and what was in use comes back at the end, so run nothing else meanwhile. Default: the backend in use.
   */
  readonly backend?: string;
}

/** The worst derivative found. @category Gradients */
export interface GradientCheck {
  /** |reverse - difference| less the rounding of float32, over the larger of them or the gradient's length. */
  readonly worstRelativeError: number;
  /** Position of the worst derivative's input among `inputs`. */
  readonly input: number;
  /** Its element, as an index per axis; absent where it is along a random direction. */
  readonly element?: readonly number[];
  /** The order at which it was found. */
  readonly order: 1 | 2;
  /** By reverse mode, per unit of step. */
  readonly reverse: number;
  /** By central differences. */
  readonly difference: number;
  /** Number of derivatives compared. */
  readonly derivatives: number;
}

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;

const WHERE = 'checkGradients';

/**
 * Compares the reverse-mode gradient of `fn` with central differences, for tests of losses, layers and penalties.
 *
 * What is differentiated is the sum of all that `fn` returns, by
 * `f'(x) = (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h`, along random directions of plus and minus one, and
 * along every element of a small input. Sums and differences are taken in double precision. A failing direction is halved
 * until one element is left to name.
 *
 * Keep inputs `2 epsilon` away from kinks (relu at 0): there the difference is wrong, not the gradient.
 *
 * @param fn pure function of the inputs: fixed noise, no dropout. Returns float32 of any shape.
 * @param inputs float32 tensors, borrowed.
 * @returns the worst derivative.
 * @throws GenError `gradient`, naming input and element, when the worst relative error is above the tolerance; also when
 *   reverse mode throws, or when `fn` gives other values the second time; `value` and `dtype` for bad arguments, such as a backend
 *   that is not registered; `backend` when it does not start.
 * @memory Leaves no tensor.
 *
 * @example Check a loss of your own
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkGradients } from '@gen/core';
 *
 * const x = tf.tensor([0.5, -1.2, 2]);
 * await checkGradients((t) => tf.square(t), [x], { order: 2 });
 * x.dispose();
 * ```
 * @category Gradients
 */
export async function checkGradients(
  fn: Fn,
  inputs: readonly tf.Tensor[],
  options: GradientCheckOptions = {},
): Promise<GradientCheck> {
  const { order = 1, epsilon = 0.02, tolerance = 1e-3, directions = 3, coordinates = 16, seed = 0, backend } = options;
  checkCount(WHERE, 'inputs.length', inputs.length);
  checkValue(WHERE, 'order', order, order === 1 || order === 2, '1 or 2');
  checkValue(WHERE, 'epsilon', epsilon, epsilon > 0 && Number.isFinite(epsilon), 'a positive number');
  checkValue(WHERE, 'tolerance', tolerance, tolerance >= 0, 'a number of at least 0');
  checkCount(WHERE, 'directions', directions);
  checkCount(WHERE, 'coordinates', coordinates, 0);
  inputs.forEach((input, i) => {
    checkDtype(WHERE, `inputs[${i}]`, input, 'float32');
    checkCount(WHERE, `the size of inputs[${i}]`, input.size);
  });
  if (backend !== undefined) {
    const registered = Object.keys(tf.engine().registryFactory);
    const expected = `a registered backend, one of ${registered.map((name) => `'${name}'`).join(', ')}`;
    checkValue(WHERE, 'backend', backend, registered.includes(backend), expected);
  }

  const settings = { epsilon, tolerance, directions, coordinates };
  const run = (xs: readonly tf.Tensor[]): Promise<GradientCheck> => check(order, fn, xs, settings, createRng(seed));
  return backend === undefined || backend === tf.getBackend() ? run(inputs) : elsewhere(backend, inputs, run);
}

/** Runs with copies of the inputs on another backend, and comes back. */
async function elsewhere<T>(
  backend: string,
  inputs: readonly tf.Tensor[],
  run: (inputs: readonly tf.Tensor[]) => Promise<T>,
): Promise<T> {
  const before = tf.getBackend();
  const values = await Promise.all(inputs.map((input) => input.data<'float32'>()));
  let copies: tf.Tensor[] = [];
  try {
    if (!(await tf.setBackend(backend))) {
      throw new GenError('backend', `${WHERE}: expected backend '${backend}' to start, got a failure`);
    }
    copies = inputs.map(({ shape }, i) => tf.tensor(values[i], shape, 'float32'));
    return await run(copies);
  } finally {
    tf.dispose(copies);
    await tf.setBackend(before);
  }
}

async function check(order: 1 | 2, fn: Fn, inputs: readonly tf.Tensor[], settings: Settings, rng: Rng): Promise<GradientCheck> {
  const plain: Outputs = (xs) => [fn(...xs)];
  await checkRepeats(plain, inputs);
  const first = await compare(1, plain, inputs, settings, rng);
  if (order === 1) return first;

  const weights = inputs.map((input, i) => rng.fork('weights').fork(i).normal(input.shape));
  try {
    const slopes: Outputs = (xs) => reverseMode(WHERE, plain, xs).map((slope, i) => tf.mul(slope, weights[i]));
    const second = await compare(2, slopes, inputs, settings, rng);
    const worst = second.worstRelativeError >= first.worstRelativeError ? second : first;
    return { ...worst, derivatives: first.derivatives + second.derivatives };
  } finally {
    tf.dispose(weights);
  }
}

type Settings = Required<Pick<GradientCheckOptions, 'epsilon' | 'tolerance' | 'directions' | 'coordinates'>>;

/** Compares all derivatives of one order; throws at the first that is above the tolerance. */
async function compare(
  order: 1 | 2,
  outputs: Outputs,
  inputs: readonly tf.Tensor[],
  { epsilon, tolerance, directions, coordinates }: Settings,
  rng: Rng,
): Promise<GradientCheck> {
  const gradients = await readOutputs(() => reverseMode(WHERE, outputs, inputs));
  const values = await readOutputs(() => inputs.map((input) => tf.clone(input)));
  let worst: GradientCheck = { worstRelativeError: -1, input: 0, order, reverse: 0, difference: 0, derivatives: 0 };
  let derivatives = 0;
  for (const [index, { size, shape }] of inputs.entries()) {
    const comparison = { outputs, inputs, index, values: values[index], gradient: gradients[index], epsilon };
    const stream = rng.fork(`order ${order}`).fork(index);
    const along: Int8Array[] = Array.from({ length: directions }, () =>
      Int8Array.from(stream.fillUniform(new Float32Array(size)), (u) => (u < 0.5 ? -1 : 1)),
    );
    for (let j = 0; size <= coordinates && j < size; j++) along.push(unitDirection(size, j));
    for (const [i, direction] of along.entries()) {
      let found = await derivative(comparison, direction);
      derivatives++;
      const fails = !(found.relativeError <= tolerance);
      const element = i >= directions ? i - directions : fails ? await locate(comparison, direction) : undefined;
      if (fails && i < directions) {
        const single = await derivative(comparison, unitDirection(size, element!));
        if (!(single.relativeError <= tolerance)) found = single;
      }
      const { reverse, difference, relativeError } = found;
      if (fails) {
        throw new GenError(
          'gradient',
          `${WHERE}: expected the gradient of order ${order} with respect to inputs[${index}] at element ` +
            `[${indexOf(element!, shape)}] to be ${difference}, got ${reverse} (relative error ${relativeError}, at most ${tolerance})`,
        );
      }
      if (relativeError > worst.worstRelativeError) {
        const at = element === undefined ? {} : { element: indexOf(element, shape) };
        worst = { worstRelativeError: relativeError, input: index, ...at, order, reverse, difference, derivatives };
      }
    }
  }
  return { ...worst, derivatives };
}

async function checkRepeats(outputs: Outputs, inputs: readonly tf.Tensor[]): Promise<void> {
  const [first] = await readOutputs(() => outputs(inputs));
  const [second] = await readOutputs(() => outputs(inputs));
  // Some units in the last place are allowed: a backend may sum in another order, or elsewhere, the second time.
  const largest = first.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
  const at = first.findIndex((y, j) => Math.abs(y - second[j]) > 2 ** -18 * largest);
  if (at >= 0) {
    throw new GenError('gradient', `${WHERE}: expected fn to give the same value twice, got ${first[at]}, then ${second[at]}`);
  }
}

function unitDirection(size: number, element: number): Int8Array {
  const direction = new Int8Array(size);
  direction[element] = 1;
  return direction;
}

function indexOf(element: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = element;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
