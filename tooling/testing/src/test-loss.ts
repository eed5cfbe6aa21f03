import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close';
import { expectRefusal } from './expect-refusal';
import { leavesOf, permuted, type TensorLeaf, type TensorSpec, tensorOf, tensorsOf } from './tensor-spec';

/** Arguments of one call. */
export interface LossArguments {
  readonly name: string;
  readonly labels: TensorSpec;
  readonly outputs: TensorSpec;
}

/** Gradients in the nest of the tensors that have one. */
export type GradientSpec = readonly number[] | null | undefined | { readonly [name: string]: GradientSpec };

/** Arguments with the value and the gradients of the sum of the values that another library gives for them. */
export interface LossCase extends LossArguments {
  readonly value: readonly number[];
  readonly gradients: { readonly labels: GradientSpec; readonly outputs: GradientSpec };
}

/** What the contract needs to know of one loss. */
export interface LossRow<Labels, Outputs> {
  readonly golden: readonly LossCase[];
  /** The formula as a textbook writes it, for arguments below 50. */
  readonly naive: (labels: Labels, outputs: Outputs) => tf.Tensor;
  /** Arguments at which value and gradients must be finite. */
  readonly extremes: readonly LossArguments[];
  /** Arguments that must be refused, and with which code. */
  readonly refuses: readonly (LossArguments & { readonly code: string })[];
  /** `checkGradients` of @gen/core, which this package must not import. */
  readonly checkGradients: (
    fn: (...inputs: tf.Tensor[]) => tf.Tensor,
    inputs: readonly tf.Tensor[],
    options: { order: 1 | 2 },
  ) => Promise<unknown>;
  /** Whether a penalty may differentiate its gradient. */
  readonly secondOrder: boolean;
}

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;

/**
 * The contract of a loss `(labels, outputs) => [batch]`: golden values and gradients, gradients against differences,
 * permutation of the batch, extremes, the naive formula, refusals, memory, labels first.
 */
export function testLoss<Labels, Outputs>(
  name: string,
  loss: (labels: Labels, outputs: Outputs) => tf.Tensor,
  row: LossRow<Labels, Outputs>,
): void {
  const call = (labels: TensorSpec, outputs: TensorSpec): tf.Tensor =>
    tf.tidy(() => loss(tensorsOf<Labels>(labels), tensorsOf<Outputs>(outputs)));

  describe(`${name}: the contract of a loss`, () => {
    it.each(row.golden)('has the golden values and gradients, one value an example: $name', async (example) => {
      const value = call(example.labels, example.outputs);
      expect(value.shape).toEqual([example.value.length]);
      expect(value.dtype).toBe('float32');
      await expectClose(value, example.value, { relative: 1e-5, absolute: 2e-6 });
      value.dispose();

      const { fn, leaves, want } = differentiable(loss, example);
      const inputs = leaves.map(tensorOf);
      const gradients = tf.tidy(() => tf.grads(fn)(inputs));
      for (const [i, gradient] of gradients.entries()) {
        expect(gradient.shape).toEqual(leaves[i].shape);
        await expectClose(gradient, want[i], { relative: 1e-4, absolute: 1e-5 });
      }
      tf.dispose([...inputs, ...gradients]);
    });

    it.each(row.golden)('has the gradients of its differences: $name', async (example) => {
      const { fn, leaves } = differentiable(loss, example);
      const inputs = leaves.map(tensorOf);
      await row.checkGradients(fn, inputs, { order: row.secondOrder ? 2 : 1 });
      tf.dispose(inputs);
    });

    it.each(row.golden)('takes the batch in any order: $name', async ({ labels, outputs, value }) => {
      const order = value.map((_, i) => (i + 1) % value.length);
      const straight = call(labels, outputs);
      const turned = call(permuted(labels, order), permuted(outputs, order));
      const values = await straight.data();
      await expectClose(
        turned,
        order.map((from) => values[from]),
        { relative: 1e-6, absolute: 1e-6 },
      );
      tf.dispose([straight, turned]);
    });

    it.each(row.golden.filter(isModerate))('equals the naive formula: $name', async ({ labels, outputs }) => {
      const value = call(labels, outputs);
      const naive = tf.tidy(() => row.naive(tensorsOf<Labels>(labels), tensorsOf<Outputs>(outputs)));
      expect(naive.shape).toEqual(value.shape);
      await expectClose(value, naive, { relative: 1e-4, absolute: 1e-5 });
      tf.dispose([value, naive]);
    });

    it.each(row.extremes)('stays finite: $name', async ({ labels, outputs }) => {
      const { fn, leaves } = differentiable(loss, { labels, outputs });
      const inputs = leaves.map(tensorOf);
      const { value, grads } = tf.tidy(() => tf.valueAndGrads((...xs: tf.Tensor[]) => tf.sum(fn(...xs)))(inputs));
      for (const [i, t] of [value, ...grads].entries()) {
        const bad = (await t.data()).find((v) => !Number.isFinite(v));
        expect(bad, i === 0 ? 'a value' : `a gradient of tensor ${i - 1}`).toBeUndefined();
      }
      tf.dispose([...inputs, value, ...grads]);
    });

    it.each(row.refuses)('refuses with code $code: $name', ({ labels, outputs, code }) => {
      const [y, o] = [tensorsOf<Labels>(labels), tensorsOf<Outputs>(outputs)];
      const message = expectRefusal(() => loss(y, o), code);
      expect(message).toMatch(new RegExp(`^${name}: expected .+, got .+`));
      tf.dispose({ y, o } as never);
    });

    it('leaves its result and no other tensor, and its arguments as they are', () => {
      const [first] = row.golden;
      const [y, o] = [tensorsOf<Labels>(first.labels), tensorsOf<Outputs>(first.outputs)];
      const before = tf.memory().numTensors;
      const value = loss(y, o);
      expect(tf.memory().numTensors - before).toBe(1);
      tf.dispose({ y, o, value } as never);
    });

    it('takes the labels first', async () => {
      const { labels, outputs, value } = row.golden[0];
      let swapped: tf.Tensor | undefined;
      try {
        swapped = call(outputs, labels);
      } catch {
        return; // It noticed.
      }
      const other = await swapped.data();
      swapped.dispose();
      expect(value.some((v, i) => Math.abs(v - other[i]) > 1e-3)).toBe(true);
    });
  });
}

/** The loss as a function of the tensors that can have a gradient, with those tensors and their golden gradients. */
function differentiable<Labels, Outputs>(
  loss: (labels: Labels, outputs: Outputs) => tf.Tensor,
  { labels, outputs, gradients }: Pick<LossArguments, 'labels' | 'outputs'> & Partial<Pick<LossCase, 'gradients'>>,
): { fn: Fn; leaves: TensorLeaf[]; want: (readonly number[])[] } {
  const both = { labels, outputs };
  const found = leavesOf(both).filter(({ leaf }) => leaf.dtype !== 'int32');
  const fn: Fn = (...inputs) => {
    const nest = tensorsOf<{ labels: Labels; outputs: Outputs }>(both);
    found.forEach(({ path }, i) => {
      replace(nest, path.split('.'), inputs[i]);
    });
    return loss(nest.labels, nest.outputs);
  };
  const at = (path: string): readonly number[] =>
    path.split('.').reduce((nest: unknown, part) => (nest as Record<string, unknown>)[part], gradients) as readonly number[];
  return { fn, leaves: found.map(({ leaf }) => leaf), want: gradients ? found.map(({ path }) => at(path)) : [] };
}

function replace(nest: unknown, [name, ...rest]: string[], value: tf.Tensor): void {
  const parent = nest as Record<string, unknown>;
  if (rest.length > 0) {
    replace(parent[name], rest, value);
  } else {
    tf.dispose(parent[name] as tf.Tensor);
    parent[name] = value;
  }
}

const isModerate = ({ labels, outputs }: LossArguments): boolean =>
  leavesOf({ labels, outputs }).every(({ leaf }) => leaf.values.every((v) => Math.abs(v) < 50));
