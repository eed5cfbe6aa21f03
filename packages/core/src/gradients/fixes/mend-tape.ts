import * as tf from '@tensorflow/tfjs-core';

/** What runs: a kernel by name, or a function with a gradient of its own (`tf.customGrad`). */
interface Run {
  readonly kernelName?: string;
  readonly inputs: Readonly<Record<string, tf.Tensor | undefined>>;
}

interface TapeNode {
  readonly inputs: Run['inputs'];
}

/** The parts of tfjs's engine that are used here; the first is private in its types. */
interface Engine {
  runKernelFunc(run: Run): tf.Tensor | tf.Tensor[];
  readonly state: {
    readonly gradientDepth: number;
    readonly kernelDepth: number;
    readonly activeScope?: { readonly name: string };
    readonly activeTape: TapeNode[];
  };
  [mended]?: boolean;
}

const mended = Symbol.for('@gen/core/mended-tape');

/** Compositions in place of operations whose own gradient (`tf.customGrad`) cannot be mended, by the name of the operation's scope. */
const composed: Readonly<Record<string, (...inputs: tf.Tensor[]) => tf.Tensor>> = {
  // tfjs keeps the input in a closure, where it is disposed of before the gradient needs it.
  logSigmoid__op: (x) => tf.neg(tf.softplus(tf.neg(x))),
  // tfjs saves what is neither input nor output, which a second derivative takes for a constant.
  softmaxCrossEntropy__op: (labels, logits) => tf.neg(tf.sum(tf.mul(tf.cast(labels, 'float32'), tf.logSoftmax(logits)), -1)),
};

function withoutAbsent(node: TapeNode): TapeNode {
  const inputs = Object.entries(node.inputs);
  const present = inputs.filter(([, input]) => input != null);
  return present.length === inputs.length ? node : { ...node, inputs: Object.fromEntries(present) };
}

/**
 * Has tfjs record operations on the tape of a gradient in an order in which they can be differentiated again.
 *
 * A kernel that saves its output for the way back (tanh, exp, softmax) saves a copy, and tfjs records the copy before the
 * kernel itself. A gradient of the gradient then takes the copy for a constant: no error, wrong numbers. Here the kernel goes
 * first. It holds for every kernel and every `tf.customGrad` that saves an output, also a user's own, and costs one look at
 * the tape per operation, only while a tape runs.
 *
 * Absent optional inputs (the scale of a batch norm) go too: the walk along the tape cannot read them.
 */
export function mendTape(): void {
  const engine = tf.engine() as unknown as Engine;
  if (engine[mended]) return;
  const { runKernelFunc } = engine;
  engine.runKernelFunc = function run(this: Engine, params: Run) {
    const { state } = this;
    if (state.gradientDepth === 0 || state.kernelDepth > 0) return runKernelFunc.call(this, params);
    const compose = params.kernelName === undefined ? composed[state.activeScope?.name ?? ''] : undefined;
    if (compose) return compose(...(Object.values(params.inputs) as tf.Tensor[]));
    const tape = state.activeTape;
    const start = tape.length;
    const result = runKernelFunc.call(this, params);
    if (tape.length > start + 1) tape.splice(start, 0, tape.pop()!);
    tape[start] = withoutAbsent(tape[start]);
    return result;
  };
  engine[mended] = true;
}
