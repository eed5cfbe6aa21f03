import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { chain, type Mode, network } from './network';
import { variable } from './path';

describe('network', () => {
  it('is the function, and has the variables', async () => {
    const w = variable('w', () => tf.scalar(2));
    const modes: (Mode | undefined)[] = [];
    const run = (x: tf.Tensor, mode?: Mode): tf.Tensor => {
      modes.push(mode);
      return tf.mul(x, w);
    };
    const double = network(run, [w]);
    expect(double.variables).toEqual([w]);
    expect(double).not.toBe(run);
    const out = tf.tidy(() => double(tf.scalar(3), { training: true }));
    await expectClose(out, [6]);
    expect(modes).toEqual([{ training: true }]);
    tf.dispose([out, w]);
  });
});

describe('chain', () => {
  it('runs both in one mode, holds each variable once, and frees what is between', async () => {
    const [v, w] = [variable('v', () => tf.scalar(2)), variable('w', () => tf.scalar(3))];
    const modes: (Mode | undefined)[] = [];
    const times = (u: tf.Variable) =>
      network(
        (x: tf.Tensor, mode?: Mode) => {
          modes.push(mode);
          return tf.mul(x, u);
        },
        [v, u],
      );
    const both = chain(times(v), times(w));
    expect(both.variables).toEqual([v, w]);
    const x = tf.scalar(5);
    const before = tf.memory().numTensors;
    const out = both(x, { training: true });
    expect(tf.memory().numTensors - before).toBe(1);
    await expectClose(out, [30]);
    expect(modes).toEqual([{ training: true }, { training: true }]);
    tf.dispose([x, out, v, w]);
  });

  it('passes on what is no tensor, and several tensors', () => {
    const two = network((x: tf.Tensor) => ({ a: tf.add(x, 1), b: [tf.add(x, 2)] }), []);
    const first = network((text: string) => tf.scalar(text.length), []);
    const out = chain(first, two)('abc');
    expect(tf.tidy(() => [out.a.shape, out.b[0].shape])).toEqual([[], []]);
    tf.dispose([out.a, ...out.b]);
  });
});
