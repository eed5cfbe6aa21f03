import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../../errors/gen-error';

/**
 * For each operand, the einsum of the output's gradient with the other operands.
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
      const others = operands.flatMap((labels, i) => (i === index ? [] : [{ labels, tensor: saved[i] }]));
      const known = [...own].filter((label) => [output, ...others.map(({ labels }) => labels)].join('').includes(label)).join('');
      const reduced = others.map((operand, i) => {
        const elsewhere = [output, known, ...others.filter((_, j) => j !== i).map(({ labels }) => labels)].join('');
        return withoutLabels(operand, elsewhere);
      });
      const inputs = [output, ...reduced.map(({ labels }) => labels)].join(',');
      const part = tf.einsum(`${inputs}->${known}`, dy as tf.Tensor, ...reduced.map(({ tensor }) => tensor));
      if (known === own) return part;
      const { shape } = saved[index];
      const withOnes = [...own].map((label, axis) => (known.includes(label) ? shape[axis] : 1));
      return tf.broadcastTo(tf.reshape(part, withOnes), shape);
    };
    return Object.fromEntries(saved.map((_, i) => [String(i), gradient(i)]));
  },
};

interface Operand {
  readonly labels: string;
  readonly tensor: tf.Tensor;
}

/** Sums away what this operand alone has: not every backend can do that within an einsum. */
function withoutLabels({ labels, tensor }: Operand, elsewhere: string): Operand {
  const alone = [...labels].flatMap((label, axis) => (elsewhere.includes(label) ? [] : [axis]));
  if (alone.length === 0) return { labels, tensor };
  return { labels: [...labels].filter((label) => elsewhere.includes(label)).join(''), tensor: tf.sum(tensor, alone) };
}

/** Einsum, made of einsum itself, so of any order. */
export const einsumGradients: readonly tf.GradConfig[] = [einsum];
