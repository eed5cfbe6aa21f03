import * as tf from '@tensorflow/tfjs-core';
import { parseEinsum } from './parse-einsum';

/**
 * The gradient of einsum, which tfjs lacks: for each operand, the einsum of the output's gradient with the other operand.
 *
 * Labels that one operand alone has, and the output has not, were summed away: their gradient is broadcast back. Made of
 * einsum itself, so it has a gradient too.
 */
const einsumGradient: tf.GradConfig = {
  kernelName: 'Einsum',
  saveAllInputs: true,
  gradFunc: (dy, saved, attrs) => {
    const { operands, output } = parseEinsum((attrs as unknown as { equation: string }).equation, saved);
    const gradient = (index: number) => (): tf.Tensor => {
      const own = operands[index];
      const others = operands.filter((_, i) => i !== index);
      const known = [...own].filter((label) => output.includes(label) || others.some((other) => other.includes(label))).join('');
      const tensors = saved.filter((_, i) => i !== index);
      const part = tf.einsum(`${[output, ...others].join(',')}->${known}`, dy as tf.Tensor, ...tensors);
      if (known === own) return part;
      const { shape } = saved[index];
      const withOnes = [...own].map((label, axis) => (known.includes(label) ? shape[axis] : 1));
      return tf.broadcastTo(tf.reshape(part, withOnes), shape);
    };
    return Object.fromEntries(saved.map((_, i) => [String(i), gradient(i)]));
  },
};

/** Registers the gradient of einsum on every backend, unless there is one. */
export function registerEinsumGradient(): void {
  if (!tf.getGradient('Einsum')) tf.registerGradient(einsumGradient);
}
