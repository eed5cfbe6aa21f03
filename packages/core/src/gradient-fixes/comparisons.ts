import * as tf from '@tensorflow/tfjs-core';

/** Inputs of each kernel whose output is constant nearly everywhere; to tfjs, they have an integer gradient, or none. */
const constant: Readonly<Record<string, readonly string[]>> = {
  All: ['x'],
  Any: ['x'],
  ArgMax: ['x'],
  ArgMin: ['x'],
  Equal: ['a', 'b'],
  Greater: ['a', 'b'],
  GreaterEqual: ['a', 'b'],
  Less: ['a', 'b'],
  LessEqual: ['a', 'b'],
  LogicalAnd: ['a', 'b'],
  LogicalNot: ['x'],
  LogicalOr: ['a', 'b'],
  LogicalXor: ['a', 'b'],
  Multinomial: ['logits'],
  NonMaxSuppressionV3: ['boxes', 'scores'],
  NonMaxSuppressionV4: ['boxes', 'scores'],
  NotEqual: ['a', 'b'],
  SearchSorted: ['sortedSequence', 'values'],
};

/**
 * Zeros, in float32 also for inputs of another dtype, where tfjs throws "gradient function not found for Greater".
 *
 * It throws as soon as such a kernel lies on any path from input to output, as in `where(greater(x, 0), x, 0)` at first order and
 * in all that uses a comparison for its gradient (leakyRelu, max, clipByValue) at second order.
 */
function zeros([kernelName, names]: [string, readonly string[]]): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...names],
    gradFunc: (_, saved) => Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(saved[i].shape)])),
  };
}

/**
 * As in tfjs, with two differences: the zeros of the condition are made as float32, since a tensor that was cast from bool cannot be
 * rearranged on WebGPU; and an infinite `dy` leaves 0, not NaN, where it is not selected.
 */
const select: tf.GradConfig = {
  kernelName: 'Select',
  inputsToSave: ['condition'],
  gradFunc: (dy, [condition]) => ({
    condition: () => tf.zeros(condition.shape),
    t: () => tf.where(condition, dy as tf.Tensor, tf.zerosLike(dy as tf.Tensor)),
    e: () => tf.where(condition, tf.zerosLike(dy as tf.Tensor), dy as tf.Tensor),
  }),
};

/** Of what compares and selects, and of what is constant between jumps. */
export const comparisonGradients = (): readonly tf.GradConfig[] => [...Object.entries(constant).map(zeros), select];
