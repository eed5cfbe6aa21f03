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
      const other = operands[1 - index] ?? '';
      const known = [...own].filter((label) => output.includes(label) || other.includes(label)).join('');
      const part = tf.einsum(...withOther(dy as tf.Tensor, { output, other, known }, saved[1 - index]));
      if (known === own) return part;
      const { shape } = saved[index];
      const withOnes = [...own].map((label, axis) => (known.includes(label) ? shape[axis] : 1));
      return tf.broadcastTo(tf.reshape(part, withOnes), shape);
    };
    return Object.fromEntries(saved.map((_, i) => [String(i), gradient(i)]));
  },
};

/** The equation, and what it is of; what the other operand alone has is summed before, which not every backend can do within. */
function withOther(
  dy: tf.Tensor,
  { output, other, known }: { output: string; other: string; known: string },
  tensor: tf.Tensor | undefined,
): [string, ...tf.Tensor[]] {
  if (!tensor) return [`${output}->${known}`, dy];
  const used = [...other].map((label) => output.includes(label) || known.includes(label));
  const alone = used.flatMap((isUsed, axis) => (isUsed ? [] : [axis]));
  const labels = [...other].filter((_, axis) => used[axis]).join('');
  return [`${output},${labels}->${known}`, dy, alone.length > 0 ? tf.sum(tensor, alone) : tensor];
}

/**
 * Registers the gradient of einsum, which tfjs has on no backend, unless there is one.
 *
 * `useBackend` calls this; calling it again does nothing.
 *
 * @example Differentiate an einsum
 * ```ts
 * import { registerEinsumGradient } from '@gen/backend';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * registerEinsumGradient();
 * tf.tidy(() => {
 *   const product = (a: tf.Tensor, b: tf.Tensor) => tf.einsum('ij,jk->ik', a, b);
 *   const [da] = tf.grads(product)([tf.ones([2, 3]), tf.ones([3, 4])]); // all 4
 *   return da;
 * }).dispose();
 * ```
 * @category Kernels
 */
export function registerEinsumGradient(): void {
  if (!tf.getGradient('Einsum')) tf.registerGradient(einsumGradient);
}
