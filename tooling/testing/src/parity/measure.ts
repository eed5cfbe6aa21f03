import * as tf from '@tensorflow/tfjs-core';
import { type TensorLeaf, tensorOf } from '../tensor-spec';
import type { ParityRow } from './row';

/** What fixtures/parity.json holds for one row; fixtures/parity.py says how it is made. */
export interface Reference {
  readonly inputs: readonly TensorLeaf[];
  readonly value: TensorLeaf;
  readonly first?: readonly TensorLeaf[];
  readonly second?: readonly TensorLeaf[];
}

/** Worst relative error of each order, and the kernels that ran forward. */
export interface Measured {
  readonly forward: number;
  readonly first?: number;
  readonly second?: number;
  readonly ran: ReadonlySet<string>;
}

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;

/** `max |a - b| / max |b|` over all elements: how far `actual` is off, in units of the largest reference. */
export function relativeError(actual: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (actual.length !== reference.length) return Number.POSITIVE_INFINITY;
  let [off, scale] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    const error = Math.abs(actual[i] - reference[i]);
    if (!(error <= off)) off = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    scale = Math.max(scale, Math.abs(reference[i]));
  }
  return off / (scale + Number.MIN_VALUE);
}

/** The weights that the reference was made with: odd multiples of 1/64, of both signs. Fresh. */
function fixed(shape: readonly number[], stream: number): tf.Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  const values = Float32Array.from({ length: size }, (_, k) => (((29 * k + 17 * stream + 7) % 61) * 2 - 61) / 64);
  return tf.tensor(values, [...shape]);
}

/** Two at a time: tf.addN of more tensors than a shader may bind fails without an error on WebGPU. */
const sumOf = (parts: readonly tf.Tensor[]): tf.Tensor => parts.reduce((a, b) => tf.add(a, b));

/** Measures one row on the backend in use. Leaves no tensor, also when it throws. */
export async function measure({ fn, order }: ParityRow, reference: Reference): Promise<Measured> {
  const inputs = reference.inputs.map(tensorOf);
  try {
    const { result, ran } = recordKernels(() => tf.tidy(() => (fn as Fn)(...inputs)));
    const forward = await worst([result], [reference.value]);
    if (order === 0) return { forward, ran };

    const moving = inputs.filter(({ dtype }) => dtype === 'float32');
    const value = (xs: readonly tf.Tensor[]): tf.Tensor => {
      let next = 0;
      return (fn as Fn)(...inputs.map((input) => (input.dtype === 'float32' ? xs[next++] : input)));
    };
    const loss = (...xs: tf.Tensor[]): tf.Tensor => {
      const y = value(xs);
      return tf.sum(tf.mul(fixed(y.shape, 0), tf.add(y, tf.mul(0.5, tf.square(y)))));
    };
    const first = await worst(gradients(loss, moving), reference.first!);
    if (order === 1) return { forward, first, ran };

    const slope = (...xs: tf.Tensor[]): tf.Tensor =>
      // 0 * x ties every input to the result: tfjs throws for one that is not used.
      sumOf([
        ...tf
          .grads(loss)(xs)
          .map((g, i) => tf.sum(tf.mul(fixed(g.shape, i + 1), g))),
        ...xs.map((x) => tf.mul(tf.sum(x), 0)),
      ]);
    const second = await worst(gradients(slope, moving), reference.second!);
    return { forward, first, second, ran };
  } finally {
    tf.dispose(inputs);
  }
}

function gradients(of: Fn, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  try {
    return tf.tidy(() => tf.grads(of)([...inputs]));
  } catch (error) {
    releaseTape();
    throw error;
  }
}

/** What an exception leaves on the tape is kept out of every tidy. */
function releaseTape(): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
  state.activeTape = null as never;
}

async function worst(tensors: readonly tf.Tensor[], references: readonly TensorLeaf[]): Promise<number> {
  try {
    const values = await Promise.all(tensors.map((t) => t.data()));
    return references.reduce((most, { shape, values: wanted, dtype = 'float32' }, i) => {
      const fits = tensors[i].dtype === dtype && String(tensors[i].shape) === String(shape);
      return Math.max(most, fits ? relativeError(values[i], wanted) : Number.POSITIVE_INFINITY);
    }, 0);
  } finally {
    tf.dispose([...tensors]);
  }
}

interface Engine {
  runKernelFunc(run: { readonly kernelName?: string }): unknown;
}

/** The names of the kernels that run in `body`. tfjs's own `profile` reads every output back, which WebGPU cannot do at once. */
function recordKernels<T>(body: () => T): { readonly result: T; readonly ran: ReadonlySet<string> } {
  const engine = tf.engine() as unknown as Engine;
  const own = Object.hasOwn(engine, 'runKernelFunc');
  const { runKernelFunc } = engine;
  const ran = new Set<string>();
  engine.runKernelFunc = function record(this: Engine, run) {
    if (run.kernelName) ran.add(run.kernelName);
    return runKernelFunc.call(this, run);
  };
  try {
    return { result: body(), ran };
  } finally {
    if (own) engine.runKernelFunc = runKernelFunc;
    else delete (engine as Partial<Engine>).runKernelFunc;
  }
}
