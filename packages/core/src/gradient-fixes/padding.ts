import * as tf from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis';

/** Folds back along the middle axis what was mirrored there; tfjs drops it. */
function unmirror(dy: tf.Tensor3D, before: number, after: number, isReflect: boolean): tf.Tensor3D {
  const [outer, padded, inner] = dy.shape;
  const size = padded - before - after;
  // A reflection leaves the cell at the edge out.
  const edge = isReflect ? 1 : 0;
  let dx = tf.slice(dy, [0, before, 0], [outer, size, inner]);
  const fold = (from: number, count: number, to: number): void => {
    if (count === 0) return;
    const mirrored = tf.reverse(tf.slice(dy, [0, from, 0], [outer, count, inner]), 1);
    dx = tf.add(
      dx,
      tf.pad(mirrored, [
        [0, 0],
        [to, size - to - count],
        [0, 0],
      ]),
    );
  };
  fold(0, before, edge);
  fold(before + size, after, size - edge - after);
  return dx;
}

const mirrorPad: tf.GradConfig = {
  kernelName: 'MirrorPad',
  gradFunc: (dy, _, attrs) => {
    const { paddings, mode } = attrs as unknown as { paddings: [number, number][]; mode: 'reflect' | 'symmetric' };
    const axes = [...paddings.entries()].filter(([, [before, after]]) => before + after > 0);
    return {
      x: () =>
        axes.reduce(
          (dx, [axis, [before, after]]) => alongAxis(dx, axis, (t) => unmirror(t, before, after, mode === 'reflect')),
          dy as tf.Tensor,
        ),
    };
  },
};

/** Sums the copies, axis by axis; tfjs adds up slices, and to rank 4 only. */
const tile: tf.GradConfig = {
  kernelName: 'Tile',
  gradFunc: (dy, _, attrs) => {
    const { reps } = attrs as unknown as { reps: number[] };
    return {
      x: () =>
        reps.reduce((dx, copies, axis) => {
          if (copies === 1) return dx;
          return alongAxis(dx, axis, (t) => {
            const [outer, tiled, inner] = t.shape;
            const size = tiled / copies;
            return tf.reshape(tf.sum(tf.reshape(t, [outer, copies, size * inner]), 1), [outer, size, inner]);
          });
        }, dy as tf.Tensor),
    };
  },
};

/** Mirrored borders and tiles, of any order. */
export const paddingGradients = (): readonly tf.GradConfig[] => [mirrorPad, tile];
