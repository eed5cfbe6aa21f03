import * as tf from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend/simd-backend';
import type { Call } from './kernel';
import { multiply } from './mat-mul';

/** A tensor and the label of each of its axes. */
interface Operand {
  readonly info: tf.TensorInfo;
  readonly labels: readonly string[];
}

/** The labels of an equation, spaces left out. */
function parse(equation: string): [inputs: string[][], output: string[]] {
  const [left, right] = equation.replace(/\s/g, '').split('->');
  return [left.split(',').map((labels) => [...labels]), [...(right ?? '')]];
}

/** Steps of the computation, by kernels of the backend; what they make is disposed of at the end, but for the result. */
class Steps {
  private readonly made: tf.TensorInfo[] = [];

  constructor(private readonly backend: SimdBackend) {}

  private keep(info: tf.TensorInfo): tf.TensorInfo {
    this.made.push(info);
    return info;
  }

  private run(name: string, inputs: Record<string, tf.TensorInfo>, attrs: object = {}): tf.TensorInfo {
    const { kernelFunc } = tf.getKernel(name, 'simd');
    const call = { inputs: inputs as tf.NamedTensorInfoMap, backend: this.backend, attrs: attrs as tf.NamedAttrMap };
    return this.keep(kernelFunc(call) as tf.TensorInfo);
  }

  /** Sums over the labels that are not wanted. */
  sum({ info, labels }: Operand, wanted: readonly string[]): Operand {
    const axis = [...labels.keys()].filter((i) => !wanted.includes(labels[i]));
    if (axis.length === 0) return { info, labels };
    return { info: this.run('Sum', { x: info }, { axis, keepDims: false }), labels: labels.filter((l) => wanted.includes(l)) };
  }

  /** The axes in the order of `wanted`. */
  order({ info, labels }: Operand, wanted: readonly string[]): Operand {
    if (labels.every((label, i) => label === wanted[i])) return { info, labels };
    const perm = wanted.map((label) => labels.indexOf(label));
    return { info: this.run('Transpose', { x: info }, { perm }), labels: wanted };
  }

  shape(info: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    return this.keep(this.backend.alias(info, shape));
  }

  product(a: tf.TensorInfo, b: tf.TensorInfo, transposeA: boolean, transposeB: boolean): tf.TensorInfo {
    return this.keep(multiply(this.backend, a, b, { transposeA, transposeB })!);
  }

  times(a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
    return this.run('Multiply', { a, b });
  }

  /** Ends the computation. */
  result(info: tf.TensorInfo): tf.TensorInfo {
    const out = this.backend.alias(info);
    for (const made of this.made) this.backend.disposeIntermediateTensorInfo(made);
    return out;
  }
}

/** Whether the labels begin with `first` and end with `last`, in that order. */
const isOrder = (labels: readonly string[], ...parts: readonly (readonly string[])[]): boolean =>
  parts.flat().every((label, i) => label === labels[i]);

function contract(steps: Steps, a: Operand, b: Operand, output: readonly string[], sizes: ReadonlyMap<string, number>): Operand {
  const both = a.labels.filter((label) => b.labels.includes(label));
  const batch = output.filter((label) => both.includes(label));
  const summed = both.filter((label) => !output.includes(label));
  const rows = output.filter((label) => a.labels.includes(label) && !both.includes(label));
  const columns = output.filter((label) => b.labels.includes(label) && !both.includes(label));
  const shapeOf = (labels: readonly string[]): number[] => labels.map((label) => sizes.get(label)!);
  const size = (labels: readonly string[]): number => shapeOf(labels).reduce((product, n) => product * n, 1);
  const labels = [...batch, ...rows, ...columns];
  if (summed.length === 0 || (size(rows) === 1 && size(columns) === 1 && batch.length > 0)) {
    // No matrix in it: an outer product, or one sum for each element.
    const left = steps.order(a, [...batch, ...rows, ...summed]).info;
    const right = steps.order(b, [...batch, ...columns, ...summed]).info;
    const ends = [size(batch), size(rows), size(columns), size(summed)];
    const product = steps.times(
      steps.shape(left, [ends[0], ends[1], 1, ends[3]]),
      steps.shape(right, [ends[0], 1, ends[2], ends[3]]),
    );
    const all = { info: steps.shape(product, [...shapeOf(labels), ...shapeOf(summed)]), labels: [...labels, ...summed] };
    return steps.sum(all, labels);
  }
  // Either order of the last two groups is a matrix; only others are transposed in memory.
  const transposeA = isOrder(a.labels, batch, summed, rows);
  const transposeB = isOrder(b.labels, batch, columns, summed);
  const left = transposeA ? a.info : steps.order(a, [...batch, ...rows, ...summed]).info;
  const right = transposeB ? b.info : steps.order(b, [...batch, ...summed, ...columns]).info;
  const [m, k, n] = [size(rows), size(summed), size(columns)];
  const product = steps.product(
    steps.shape(left, [size(batch), ...(transposeA ? [k, m] : [m, k])]),
    steps.shape(right, [size(batch), ...(transposeB ? [n, k] : [k, n])]),
    transposeA,
    transposeB,
  );
  return { info: steps.shape(product, shapeOf(labels)), labels };
}

/**
 * Sums of products of one or two tensors by their labels, through transposes and matrix products. Labels of one tensor alone that the
 * output lacks are summed away first, which tfjs's own kernel cannot.
 */
export const einsum = ({
  inputs,
  attrs: { equation },
  backend,
}: Call<never, { readonly equation: string }>): tf.TensorInfo | undefined => {
  const tensors = Object.values(inputs as Record<string, tf.TensorInfo>);
  // For what it refuses.
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tf.Tensor[]);
  if (tensors.length > 2 || tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const [labels, output] = parse(equation);
  const sizes = new Map(labels.flatMap((own, i) => own.map((label, axis) => [label, tensors[i].shape[axis]] as const)));
  if (labels.some((own) => new Set(own).size < own.length) || new Set(output).size < output.length) return undefined;
  const steps = new Steps(backend);
  const operands = tensors.map((info, i) => {
    const wanted = [...output, ...labels.filter((_, j) => j !== i).flat()];
    return steps.sum({ info, labels: labels[i] }, wanted);
  });
  const done = operands.length === 1 ? operands[0] : contract(steps, operands[0], operands[1], output, sizes);
  return steps.result(steps.order(done, output).info);
};
