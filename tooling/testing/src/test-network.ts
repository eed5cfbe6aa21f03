import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from './expect-close';

/** What a network is, structurally. */
export interface NetworkLike<Out> {
  (input: tf.Tensor, mode?: { readonly training?: boolean }): Out;
  readonly variables: readonly tf.Variable[];
}

/** What the contract needs to know of one network. */
export interface NetworkRow {
  /** A batch of at least two different examples. Fresh. */
  readonly input: () => tf.Tensor;
  /** Shape of the output for that batch, or a shape a name when the output is an object of tensors. */
  readonly outputShape: readonly number[] | { readonly [name: string]: readonly number[] };
  /** Shapes of all variables in order, when they are part of the contract. */
  readonly variableShapes?: readonly (readonly number[])[];
  /** Number of values in the trainable variables, when it is part of the contract. */
  readonly parameters?: number;
  /** Set for a network that mixes examples, such as batch normalization in training. */
  readonly mixesExamples?: boolean;
}

/**
 * The contract of a network: the same variables at every call, the output's shape, gradients that reach every trainable
 * variable, examples that do not see each other, and no leaked tensor.
 *
 * @param make gives a new network with the same initial values each time; the caller owns its variables.
 */
export function testNetwork<Out>(name: string, make: () => NetworkLike<Out>, row: NetworkRow): void {
  const withNetwork = async (use: (network: NetworkLike<Out>, input: tf.Tensor) => unknown): Promise<void> => {
    const network = make();
    const input = row.input();
    try {
      await use(network, input);
    } finally {
      tf.dispose([input, ...network.variables]);
    }
  };

  describe(`${name}: the contract of a network`, () => {
    it('has the same variables before and after every call', () =>
      withNetwork((network, input) => {
        const before = [...network.variables];
        expect(before.length).toBeGreaterThan(0);
        expect(new Set(before).size, 'distinct variables').toBe(before.length);
        for (const training of [undefined, false, true]) {
          tf.tidy(() => {
            network(input, { training });
          });
          expect(network.variables.length).toBe(before.length);
          expect(network.variables.every((v, i) => v === before[i])).toBe(true);
        }
        if (row.variableShapes) expect(before.map((v) => v.shape)).toEqual(row.variableShapes);
        const learns = before.filter((v) => v.trainable);
        expect(learns.length).toBeGreaterThan(0);
        if (row.parameters !== undefined) expect(learns.reduce((sum, v) => sum + v.size, 0)).toBe(row.parameters);
      }));

    it('is made anew with the same values and variables of its own', () =>
      withNetwork((network) =>
        withNetwork(async (other) => {
          expect(other.variables.map((v) => v.shape)).toEqual(network.variables.map((v) => v.shape));
          expect(other.variables.some((v) => network.variables.includes(v))).toBe(false);
          for (const [i, v] of network.variables.entries()) {
            await expectClose(other.variables[i], v, { relative: 0, absolute: 0 });
          }
        }),
      ));

    it('gives outputs of the stated shape, finite and the same each time', () =>
      withNetwork(async (network, input) => {
        const [first, second] = [0, 1].map(() => tf.tidy(() => namedTensors(network(input))));
        const shapes = Object.fromEntries(Object.entries(first).map(([key, t]) => [key, t.shape]));
        expect(shapes).toEqual(Array.isArray(row.outputShape) ? { output: row.outputShape } : row.outputShape);
        for (const [key, t] of Object.entries(first)) {
          expect((await t.data()).every(Number.isFinite), `${key} is finite`).toBe(true);
          await expectClose(second[key], t, { relative: 1e-6, absolute: 1e-6 });
        }
        tf.dispose([first, second]);
      }));

    it('sends a gradient to every trainable variable', () =>
      withNetwork(async (network, input) => {
        const learns = network.variables.filter((v) => v.trainable);
        const { value, grads } = tf.tidy(() =>
          tf.variableGrads(() => {
            const outputs = Object.values(namedTensors(network(input, { training: true })));
            // Weights that differ between elements: a plain sum has no gradient where outputs are normalized.
            const sums = outputs.map((t) => tf.sum(tf.mul(t, tf.reshape(tf.cos(tf.range(0, t.size)), t.shape))));
            return sums.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
          }, learns),
        );
        for (const v of learns) {
          const gradient = grads[v.name];
          expect(gradient?.shape, v.name).toEqual(v.shape);
          const values = await gradient.data();
          expect(values.every(Number.isFinite), `gradient of ${v.name} is finite`).toBe(true);
          expect(
            values.some((x) => x !== 0),
            `gradient of ${v.name} is not zero everywhere`,
          ).toBe(true);
        }
        tf.dispose([value, grads]);
      }));

    it.skipIf(row.mixesExamples)('treats every example alone', () =>
      withNetwork(async (network, input) => {
        const [whole, last] = tf.tidy(() => {
          const rows = tf.slice(input, [input.shape[0] - 1], [1]);
          const all = Object.entries(namedTensors(network(input)));
          const ends = all.map(([key, t]) => [key, tf.slice(t, [t.shape[0] - 1], [1])] as const);
          return [Object.fromEntries(ends), namedTensors(network(rows))];
        });
        for (const [key, t] of Object.entries(whole)) await expectClose(last[key], t, { relative: 1e-4, absolute: 1e-5 });
        tf.dispose([whole, last]);
      }),
    );

    it('leaves nothing but its outputs, and nothing at all once its variables are disposed', async () => {
      const atFirst = tf.memory().numTensors;
      await withNetwork((network, input) => {
        const before = tf.memory().numTensors;
        tf.tidy(() => {
          network(input, { training: true });
        });
        expect(tf.memory().numTensors - before).toBe(0);
      });
      expect(tf.memory().numTensors - atFirst).toBe(0);
    });
  });
}

function namedTensors(output: unknown): Record<string, tf.Tensor> {
  return output instanceof tf.Tensor ? { output } : { ...(output as Record<string, tf.Tensor>) };
}
