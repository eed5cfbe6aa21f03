import * as tf from '@tensorflow/tfjs-core';

interface CumulativeAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

type Scan = typeof tf.cumsum;

/** The exclusive or inclusive scan from the other end. Not by the kernels' own flag: on WebGPU that is right for one size only. */
function fromEnd(scan: Scan, x: tf.Tensor, axis: number, exclusive: boolean): tf.Tensor {
  return tf.reverse(scan(tf.reverse(x, axis), axis, exclusive), axis);
}

/** Each input is in all sums from its place on: their gradients, summed from the other end. */
const cumsum: tf.GradConfig = {
  kernelName: 'Cumsum',
  gradFunc: (dy, _, attrs) => {
    const { axis, exclusive, reverse } = attrs as unknown as CumulativeAttrs;
    const sums = (t: tf.Tensor): tf.Tensor => (reverse ? tf.cumsum(t, axis, exclusive) : fromEnd(tf.cumsum, t, axis, exclusive));
    return { x: () => sums(dy as tf.Tensor) };
  },
};

/**
 * A product is linear in each factor: its derivative is the product with 1 in the factor's place, less that with 0. There is no
 * division, so factors may be zero; it takes as much memory as the input, times the size of the axis.
 */
function cumprodBackward(dy: tf.Tensor, x: tf.Tensor, { axis, exclusive, reverse }: CumulativeAttrs): tf.Tensor {
  const size = x.shape[axis];
  // The axis, last.
  const order = [...x.shape.keys()].filter((other) => other !== axis).concat(axis);
  const lines = (t: tf.Tensor): tf.Tensor => tf.reshape(tf.transpose(t, order), [-1, 1, size]);
  const place = tf.eye(size);
  const others = tf.mul(lines(x), tf.sub(1, place));
  const product = (factors: tf.Tensor): tf.Tensor => tf.cumprod(factors, 2, exclusive, reverse);
  const derivative = tf.sub(product(tf.add(others, place)), product(others));
  const dx = tf.sum(tf.mul(derivative, lines(dy)), 2);
  const undo = order.map((_, i) => order.indexOf(i));
  return tf.transpose(
    tf.reshape(
      dx,
      order.map((i) => x.shape[i]),
    ),
    undo,
  );
}

const cumprod: tf.GradConfig = {
  kernelName: 'Cumprod',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({ x: () => cumprodBackward(dy as tf.Tensor, x, attrs as unknown as CumulativeAttrs) }),
};

/** The product of all others: of those before, times of those after. That of tfjs fails where no chained operations are. */
function prodBackward(dy: tf.Tensor, x: tf.Tensor, axis: number | readonly number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam([axis].flat(), x.shape);
  const kept = [...x.shape.keys()].filter((other) => !axes.includes(other));
  const order = [...kept, ...axes];
  const size = tf.util.sizeFromShape(axes.map((i) => x.shape[i]));
  const lines = tf.reshape(tf.transpose(x, order), [-1, size]);
  const others = tf.mul(tf.cumprod(lines, 1, true), fromEnd(tf.cumprod, lines, 1, true));
  const dx = tf.mul(others, tf.reshape(dy, [-1, 1]));
  return tf.transpose(
    tf.reshape(
      dx,
      order.map((i) => x.shape[i]),
    ),
    order.map((_, i) => order.indexOf(i)),
  );
}

const prod: tf.GradConfig = {
  kernelName: 'Prod',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const { axis } = attrs as unknown as { axis?: number | number[] };
    return { x: () => prodBackward(dy as tf.Tensor, x, axis ?? [...x.shape.keys()]) };
  },
};

/** Sums and products along an axis, of any order. */
export const cumulativeGradients = (): readonly tf.GradConfig[] => [cumsum, cumprod, prod];
