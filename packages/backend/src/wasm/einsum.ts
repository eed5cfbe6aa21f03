import type * as tf from '@tensorflow/tfjs-core';
import { compose, type RunKernel, view } from './compose';
import { parseEinsum } from './parse-einsum';
import type { KernelCall } from './wasm-backend';

/** An operand and the labels of its axes. */
interface Labeled {
  readonly info: tf.TensorInfo;
  readonly labels: string;
}

/**
 * Einsum, which tfjs-backend-wasm lacks, as sums, transposes and one matrix multiplication.
 *
 * Labels of both operands and the output are the batch, labels of both operands alone are multiplied out, and labels of one
 * operand alone are summed before.
 */
export function einsum({ inputs, attrs, backend }: KernelCall<readonly tf.TensorInfo[], { equation: string }>): tf.TensorInfo {
  const { operands, output, sizes } = parseEinsum(attrs.equation, inputs);
  const shapeOf = (labels: string): number[] => [...labels].map((label) => sizes.get(label)!);
  const product = (labels: string): number => shapeOf(labels).reduce((total, size) => total * size, 1);
  return compose(backend, (run) => {
    const [first, second] = operands.map((labels, i) => {
      const elsewhere = output + (operands[1 - i] ?? '');
      return reduced(run, { info: inputs[i], labels }, elsewhere);
    });
    if (!second) return ordered(run, first, output);
    const only = (labels: string, test: (label: string) => boolean): string => [...labels].filter(test).join('');
    const batch = only(first.labels, (label) => second.labels.includes(label) && output.includes(label));
    const inner = only(first.labels, (label) => second.labels.includes(label) && !output.includes(label));
    const rows = only(first.labels, (label) => !second.labels.includes(label));
    const columns = only(second.labels, (label) => !first.labels.includes(label));
    const a = view(ordered(run, first, batch + rows + inner), [product(batch), product(rows), product(inner)]);
    const b = view(ordered(run, second, batch + inner + columns), [product(batch), product(inner), product(columns)]);
    const matrices = run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false });
    const labels = batch + rows + columns;
    return ordered(run, { info: view(matrices, shapeOf(labels)), labels }, output);
  });
}

/** Sums away the labels that appear nowhere else. */
function reduced(run: RunKernel, { info, labels }: Labeled, elsewhere: string): Labeled {
  const axis = [...labels].flatMap((label, i) => (elsewhere.includes(label) ? [] : [i]));
  if (axis.length === 0) return { info, labels };
  const kept = [...labels].filter((label) => elsewhere.includes(label)).join('');
  return { info: run('Sum', { x: info }, { axis, keepDims: false }), labels: kept };
}

/** The operand with its axes in the order of `labels`. */
function ordered(run: RunKernel, operand: Labeled, labels: string): tf.TensorInfo {
  if (operand.labels === labels) return operand.info;
  return run('Transpose', { x: operand.info }, { perm: [...labels].map((label) => operand.labels.indexOf(label)) });
}
