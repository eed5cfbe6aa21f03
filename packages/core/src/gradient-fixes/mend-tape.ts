import * as tf from '@tensorflow/tfjs-core';

/** What runs: a kernel by name, or a function with a gradient of its own (`tf.customGrad`). */
interface Run {
  readonly kernelName?: string;
  readonly forwardFunc?: (backend: unknown, save: tf.GradSaveFunc) => tf.Tensor;
  readonly inputs: Readonly<Record<string, tf.Tensor | undefined>>;
  readonly attrs?: { readonly dtype?: tf.DataType };
}

interface TapeNode {
  readonly inputs: Run['inputs'];
  readonly outputs: tf.Tensor[];
  readonly gradient?: () => Record<string, () => tf.Tensor>;
}

/** The parts of tfjs's engine that are used here; the first two are private in its types. */
interface Engine {
  runKernelFunc(run: Run): tf.Tensor | tf.Tensor[];
  getTensorsForGradient(...call: unknown[]): (tf.Tensor | undefined)[];
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

/**
 * Operations whose own gradient knows neither dilations nor NCHW, nor one matrix for a batch: under a gradient, what they are made of
 * is recorded instead.
 */
const transparent: readonly string[] = ['fusedConv2d__op', 'fusedDepthwiseConv2d__op', 'fusedMatMul__op'];

function withoutAbsent(node: TapeNode): TapeNode {
  const inputs = Object.entries(node.inputs);
  const present = inputs.filter(([, input]) => input != null);
  return present.length === inputs.length ? node : { ...node, inputs: Object.fromEntries(present) };
}

/** A cast that rounds is constant between jumps; to tfjs, it is the identity. */
function withoutSlope(node: TapeNode, { kernelName, inputs: { x }, attrs }: Run): TapeNode {
  const rounds = kernelName === 'Cast' && x?.dtype === 'float32' && (attrs?.dtype === 'int32' || attrs?.dtype === 'bool');
  if (!rounds) return node;
  const { shape } = x;
  return { ...node, gradient: () => ({ x: () => tf.zeros(shape) }) };
}

/**
 * Has tfjs record operations on the tape of a gradient in an order in which they can be differentiated again.
 *
 * A kernel that saves its output for the way back (tanh, exp, softmax) saves a copy, and tfjs records the copy before the
 * kernel itself. A gradient of the gradient then takes the copy for a constant: no error, wrong numbers. Here the kernel goes
 * first. It holds for every kernel and every `tf.customGrad` that saves an output, also a user's own, and costs one look at
 * the tape per operation, only while a tape runs.
 *
 * Absent optional inputs (the scale of a batch norm) are left out: tfjs can neither save them nor walk past them. A gradient
 * finds what it saves moved up by those that are absent, so it names them last.
 */
export function mendTape(): void {
  const engine = tf.engine() as unknown as Engine;
  if (engine[mended]) return;
  const { runKernelFunc, getTensorsForGradient } = engine;
  engine.getTensorsForGradient = function present(this: Engine, ...call) {
    return getTensorsForGradient.apply(this, call).filter((tensor) => tensor != null);
  };
  engine.runKernelFunc = function run(this: Engine, params: Run) {
    const { state } = this;
    if (state.gradientDepth === 0 || state.kernelDepth > 0) return runKernelFunc.call(this, params);
    if (params.forwardFunc) {
      const scope = state.activeScope?.name ?? '';
      if (scope in composed) return composed[scope](...(Object.values(params.inputs) as tf.Tensor[]));
      if (transparent.includes(scope)) return params.forwardFunc(undefined, () => {});
    }
    const tape = state.activeTape;
    const start = tape.length;
    const result = runKernelFunc.call(this, params);
    if (tape.length > start + 1) tape.splice(start, 0, tape.pop()!);
    const node = withoutSlope(withoutAbsent(tape[start]), params);
    tape[start] = node;
    if (!Object.values(params.inputs).includes(result as tf.Tensor)) return result;
    // What gives back its very input (a customGrad, an einsum that changes nothing) would be a step from that input to itself.
    const output = tf.clone(result as tf.Tensor);
    tape.pop();
    tape[start] = { ...node, outputs: [output] };
    return output;
  };
  engine[mended] = true;
}
