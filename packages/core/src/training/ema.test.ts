import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { variable } from '../network/path';
import { ema, withEma } from './ema';
import type { Step } from './train-step';

let x: tf.Variable;
beforeEach(() => {
  x = variable('x', () => tf.tensor1d([1, -2]));
});
afterEach(() => x.dispose());
const set = (v: tf.Variable, values: number[]): void => tf.tidy(() => v.assign(tf.tensor(values, v.shape, v.dtype)));

describe('ema', () => {
  it('follows the formula, from the values that it began with', async () => {
    const average = ema([x], { decay: 0.9 });
    let expected = [1, -2];
    for (let i = 0; i < 20; i++) {
      const now = [Math.sin(i), i];
      set(x, now);
      average.update();
      expected = expected.map((a, j) => 0.9 * a + 0.1 * now[j]);
    }
    await expectClose(average.exportState().tensors!.x, expected, { relative: 1e-6 });
    await expectClose(x, [Math.sin(19), 19]);
    average.dispose();
  });

  it('is not biased by rounding: what stays the same is its own average, bit for bit', async () => {
    set(x, [0.1, 1e6]);
    const average = ema([x], { decay: 0.9999 });
    for (let i = 0; i < 1000; i++) average.update();
    expect([...(await average.exportState().tensors!.x.data())]).toEqual([...(await x.data())]);
    average.dispose();
  });

  it('includes variables that do not learn, and copies those that are no floats', async () => {
    const statistic = variable('statistic', () => tf.scalar(4), false);
    const count = variable('count', () => tf.scalar(4, 'int32'), false);
    const average = ema([statistic, count], { decay: 0.5 });
    set(statistic, [8]);
    set(count, [8]);
    average.update();
    const { tensors } = average.exportState();
    await expectClose(tensors!.statistic, [6]);
    await expectClose(tensors!.count, [8]);
    average.dispose();
    tf.dispose([statistic, count]);
  });

  it('lends the averages to a body, and takes them back when it is done or throws', async () => {
    const average = ema([x], { decay: 0.5 });
    set(x, [3, 0]);
    average.update();
    expect(await average.with(async () => [...(await x.data())])).toEqual([2, -1]);
    await expectClose(x, [3, 0]);
    await expect(
      average.with(() => {
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    await expectClose(x, [3, 0]);
    await expectClose(average.exportState().tensors!.x, [2, -1]);
    average.dispose();
  });

  it('refuses to learn, to be saved and to lend again while its averages are out', async () => {
    const average = ema([x], { decay: 0.5 });
    await average.with(async () => {
      const state = { tensors: { x } };
      for (const [name, use] of Object.entries({
        update: () => average.update(),
        exportState: () => average.exportState(),
        importState: () => average.importState(state),
      })) {
        expect(use).toThrow(`ema.${name}: expected the variables to hold their own values`);
      }
      await expect(average.with(() => 1)).rejects.toThrow('ema.with: expected the variables to hold their own values');
    });
    average.update();
    average.dispose();
    average.dispose();
    await expectClose(x, [1, -2]);
  });

  it('goes on from an exported state', async () => {
    const [first, second] = [ema([x], { decay: 0.5 }), ema([x], { decay: 0.5 })];
    set(x, [5, 5]);
    first.update();
    second.importState(first.exportState());
    first.update();
    second.update();
    expect(await second.exportState().tensors!.x.data()).toEqual(await first.exportState().tensors!.x.data());
    expect(() => first.importState({ tensors: {} })).toThrow('missing: x');
    first.dispose();
    second.dispose();
  });

  it.each([-0.1, 1, Number.NaN])('refuses a decay of %s', (decay) => {
    expect(() => ema([x], { decay })).toThrow(`ema: expected decay to be in [0, 1), got ${decay}`);
  });

  it('refuses two variables at one path', () => {
    const twin = variable('x', () => tf.scalar(0));
    let error: unknown;
    try {
      ema([x, twin], { decay: 0.5 });
    } catch (caught) {
      error = caught;
    }
    expect(GenError.is(error, 'path')).toBe(true);
    twin.dispose();
  });
});

describe('withEma', () => {
  it('updates after the step, and gives what the step gives', async () => {
    const average = ema([x], { decay: 0.5 });
    const result = { terms: {}, total: tf.scalar(1) };
    const step: Step<string> = (batch, { step: n }) => {
      expect([batch, n]).toEqual(['batch', 7]);
      set(x, [3, 0]);
      return result;
    };
    expect(withEma(step, average)('batch', { step: 7 } as never)).toBe(result);
    await expectClose(average.exportState().tensors!.x, [2, -1]);
    average.dispose();
    result.total.dispose();
  });
});
