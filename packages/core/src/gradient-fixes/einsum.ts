import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';

/**
 * For each operand, the einsum of the output's gradient with the other operand.
 *
 * Labels that one operand alone has, and the output has not, were summed away: their gradient is broadcast back.
 */
const einsum: tf.GradConfig = {
  kernelName: 'Einsum',
  saveAllInputs: true,
  gradFunc: (dy, saved, attrs) => {
    const { equation } = attrs as unknown as { equation: string };
    const [left, output] = equation.replaceAll(/\s/g, '').split('->');
    const operands = left.split(',');
    // What the kernels of tfjs do not take, native TensorFlow does.
    if ([...operands, output].some((labels) => /[^A-Za-z]/.test(labels) || new Set(labels).size < labels.length)) {
      throw new GenError(
        'gradient',
        `einsum: expected letters as labels, none twice in one operand, for a gradient, got '${equation}'`,
      );
    }
    const gradient = (index: number) => (): tf.Tensor => {
      const own = operands[index];
      const other = operands[1 - index] ?? '';
      const known = [...own].filter((label) => output.includes(label) || other.includes(label)).join('');
      const part = contracted(dy as tf.Tensor, { output, other, known }, saved[1 - index]);
      if (known === own) return part;
      const { shape } = saved[index];
      const withOnes = [...own].map((label, axis) => (known.includes(label) ? shape[axis] : 1));
      return tf.broadcastTo(tf.reshape(part, withOnes), shape);
    };
    return Object.fromEntries(saved.map((_, i) => [String(i), gradient(i)]));
  },
};

/** Labels of the axes of the output's gradient, of the other operand and of what is wanted. */
interface Labels {
  readonly output: string;
  readonly other: string;
  readonly known: string;
}

/** What the other operand alone has is summed before, which not every backend can do within an einsum. */
function contracted(dy: tf.Tensor, { output, other, known }: Labels, tensor: tf.Tensor | undefined): tf.Tensor {
  if (!tensor)
    return tf.transpose(
      dy,
      [...known].map((label) => output.indexOf(label)),
    );
  const used = [...other].map((label) => output.includes(label) || known.includes(label));
  const alone = used.flatMap((isUsed, axis) => (isUsed ? [] : [axis]));
  const labels = [...other].filter((_, axis) => used[axis]).join('');
  return tf.einsum(`${output},${labels}->${known}`, dy, alone.length > 0 ? tf.sum(tensor, alone) : tensor);
}

/** Einsum, made of einsum itself, so of any order. */
export const einsumGradients = (): readonly tf.GradConfig[] => [einsum];
