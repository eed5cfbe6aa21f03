import * as tf from '@tensorflow/tfjs-core';

// For a single piece tfjs hands over a tensor instead of an array of one, and its own gradients throw.
const listed = (dys: tf.Tensor | tf.Tensor[]): tf.Tensor[] => [dys].flat();

/** Of what takes a tensor apart, also into one piece. */
export const pieceGradients = (): readonly tf.GradConfig[] => [
  {
    kernelName: 'Unpack',
    gradFunc: (dys, _, attrs) => ({ value: () => tf.stack(listed(dys), (attrs as unknown as { axis: number }).axis) }),
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dys, _, attrs) => ({ x: () => tf.concat(listed(dys), (attrs as unknown as { axis: number }).axis) }),
  },
];
