import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { BLOCK, type Plan, planReduction, reducedShape } from './reduce-plan';

interface Attrs {
  /** As most reductions call it, and as Max does. */
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims: boolean;
}

type Reduce = (call: Call<'x', Attrs>) => tf.TensorInfo | undefined;

function runPlan(backend: SimdBackend, name: string, plan: Plan, x: number, out: number, divisor: number): void {
  const kernel = `${name}${plan.columns ? 'Columns' : 'Rows'}`;
  backend.team.run(kernel, [x, out, ...plan.words, divisor], plan.items, plan.chunk);
}

/** Sums of float32 numbers, divided by `divisor`: where there are blocks, they stay doubles until the end. */
function sumInto(backend: SimdBackend, plan: Plan, x: number, out: number, divisor: number): void {
  if (plan.blocks === 1) {
    runPlan(backend, 'sum', plan, x, out, divisor);
    return;
  }
  const width = plan.columns ? plan.width : 1;
  const outputs = plan.outer * width;
  backend.withScratch(outputs * plan.blocks * 8, (parts) => {
    runPlan(backend, 'sum', plan, x, parts, 0);
    const chunk = Math.max(1, Math.floor(BLOCK / plan.blocks));
    backend.team.run('sumBlocks', [parts, out, plan.blocks, width, divisor], outputs, chunk);
  });
}

/** Reductions whose parts are reduced as the whole is. */
function combineInto(backend: SimdBackend, name: string, plan: Plan, bytes: number, x: number, out: number): void {
  if (plan.blocks === 1) {
    runPlan(backend, name, plan, x, out, 1);
    return;
  }
  const width = plan.columns ? plan.width : 1;
  backend.withScratch(plan.outer * plan.blocks * width * bytes, (parts) => {
    runPlan(backend, name, plan, x, parts, 1);
    combineInto(backend, name, planReduction([plan.outer, plan.blocks, width], [1], true)!, bytes, parts, out);
  });
}

interface Spec {
  /** What of an assembly file reduces each dtype. Other dtypes are left to tfjs. */
  readonly kernels: Readonly<Partial<Record<tf.DataType, string>>>;
  /** The result of nothing; none where tfjs shall answer. */
  readonly empty?: number;
  readonly mean?: boolean;
  readonly split?: boolean;
}

const reduce =
  ({ kernels, empty, mean = false, split = true }: Spec): Reduce =>
  ({ inputs: { x }, attrs, backend }) => {
    const name = kernels[x.dtype];
    if (name === undefined) return undefined;
    const axes = tf.util.parseAxisParam((attrs.axis ?? attrs.reductionIndices)!, x.shape);
    const shape = reducedShape(x.shape, axes, attrs.keepDims);
    const outputs = tf.util.sizeFromShape(shape);
    if (outputs === 0) return backend.output(shape, x.dtype);
    const numbers = tf.util.sizeFromShape(x.shape) / outputs;
    if (numbers === 0) {
      if (empty === undefined) return undefined;
      const out = backend.output(shape, x.dtype);
      const begin = backend.pointer(out) / 4;
      backend.heap[x.dtype as 'float32' | 'int32'].fill(empty, begin, begin + outputs);
      return out;
    }
    if (numbers === 1) return backend.alias(x, shape);
    const plan = planReduction(x.shape, axes, split);
    if (!plan) return undefined;
    const out = backend.output(shape, x.dtype);
    const [from, to] = [backend.pointer(x), backend.pointer(out)];
    if (name === 'sum') sumInto(backend, plan, from, to, mean ? numbers : 1);
    else combineInto(backend, name, plan, x.dtype === 'bool' ? 1 : 4, from, to);
    return out;
  };

export const reduceKernels: Readonly<Record<string, Reduce>> = {
  All: reduce({ kernels: { bool: 'all' } }),
  Any: reduce({ kernels: { bool: 'any' } }),
  Max: reduce({ kernels: { float32: 'max', int32: 'maxInt' } }),
  // As tfjs, which divides first and adds then, the mean of nothing is 0.
  Mean: reduce({ kernels: { float32: 'sum' }, empty: 0, mean: true }),
  Min: reduce({ kernels: { float32: 'min', int32: 'minInt' } }),
  Prod: reduce({ kernels: { float32: 'prod' }, empty: 1, split: false }),
  Sum: reduce({ kernels: { float32: 'sum', int32: 'sumInt' }, empty: 0 }),
};
