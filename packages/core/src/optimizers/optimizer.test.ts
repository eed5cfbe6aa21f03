import { expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/core_optimizers.json' with { type: 'json' };
import { GenError } from '../errors/gen-error';
import { pathOf, variable } from '../network/path';
import { adam, adamw } from './adam';
import type { Optimizer } from './optimizer';
import { sgd } from './sgd';

type Path = keyof typeof golden.shapes;
const paths = Object.keys(golden.shapes) as Path[];

const make: Record<keyof typeof golden.cases, (options: never) => Optimizer> = {
  sgd,
  momentum: sgd,
  nesterov: sgd,
  adam,
  adamOtherBetas: adam,
  adamw: (options: Parameters<typeof adamw>[0]) => adamw({ ...options, decays: () => true }),
};

const start = (): tf.Variable[] => paths.map((path) => variable(path, () => tf.tensor(golden.start[path], golden.shapes[path])));

function update(optimizer: Optimizer, variables: readonly tf.Variable[], step: number): void {
  tf.tidy(() => {
    const gradient = (path: Path): tf.Tensor => tf.tensor(golden.gradients[step][path], golden.shapes[path]);
    optimizer.update(new Map(variables.map((v) => [v, gradient(pathOf(v) as Path)])));
  });
}

const values = async (variables: readonly tf.Variable[]): Promise<Record<string, number[]>> =>
  Object.fromEntries(await Promise.all(variables.map(async (v) => [pathOf(v), [...(await v.data())]])));

describe.each(Object.keys(golden.cases) as (keyof typeof golden.cases)[])('%s', (name) => {
  const { options, after } = golden.cases[name];

  it('follows PyTorch for twelve steps', async () => {
    const variables = start();
    const optimizer = make[name](options as never);
    for (let step = 0; step < after.length; step++) {
      update(optimizer, variables, step);
      // 1e-6 of the values, which are of order 1: some of them cross 0.
      for (const [i, path] of paths.entries()) {
        await expectClose(variables[i], after[step][path], { relative: 1e-6, absolute: 3e-7 });
      }
    }
    expect(optimizer.step).toBe(after.length);
    optimizer.dispose();
    tf.dispose(variables);
  });

  it('keeps its state by path: the order of the gradients, and which ones come together, do not matter', async () => {
    const together = start();
    const apart = start();
    const reordered = start();
    const optimizers = [0, 1, 2].map(() => make[name](options as never));
    for (let step = 0; step < 4; step++) {
      update(optimizers[0], together, step);
      // As a GAN does with its two lists of variables.
      update(optimizers[1], apart.slice(1), step);
      update(optimizers[1], apart.slice(0, 1), step);
      update(optimizers[2], step % 2 === 0 ? reordered : [...reordered].reverse(), step);
    }
    expect(await values(apart)).toEqual(await values(together));
    expect(await values(reordered)).toEqual(await values(together));
    for (const optimizer of optimizers) optimizer.dispose();
    tf.dispose([...together, ...apart, ...reordered]);
  });

  it('goes on from an exported state as if nothing had been', async () => {
    const variables = start();
    const first = make[name](options as never);
    for (let step = 0; step < 3; step++) update(first, variables, step);
    const others = start();
    for (const [i, v] of others.entries()) v.assign(variables[i]);
    const second = make[name](options as never);
    const state = first.exportState();
    second.importState({ tensors: state.tensors, json: JSON.parse(JSON.stringify(state.json)) });
    second.importState(second.exportState());
    expect(second.step).toBe(3);
    for (let step = 3; step < 6; step++) {
      update(first, variables, step);
      update(second, others, step);
    }
    expect(await values(others)).toEqual(await values(variables));
    first.dispose();
    second.dispose();
    tf.dispose([...variables, ...others]);
  });
});

describe('every optimizer', () => {
  const kernel = (): tf.Variable => variable('kernel', () => tf.ones([2, 2]));
  const run = (optimizer: Optimizer, v: tf.Variable, shape: number[] = v.shape): void =>
    tf.tidy(() => optimizer.update(new Map([[v, tf.ones(shape)]])));

  it('takes the rate of the step and of the path', async () => {
    const [a, b] = [variable('a', () => tf.scalar(0)), variable('b', () => tf.scalar(0))];
    const asked: string[] = [];
    const optimizer = sgd({
      learningRate(step, path) {
        asked.push(`${step} ${path}`);
        return path === 'a' ? 1 : 0.5;
      },
    });
    for (let i = 0; i < 2; i++) tf.tidy(() => optimizer.update(new Map([a, b].map((v) => [v, tf.scalar(1)]))));
    expect(asked).toEqual(['0 a', '0 b', '1 a', '1 b']);
    expect([(await a.data())[0], (await b.data())[0]]).toEqual([-2, -1]);
    optimizer.dispose();
    tf.dispose([a, b]);
  });

  it('lives on after dispose, with an empty memory, and may be disposed twice', () => {
    const v = kernel();
    const optimizer = adam({ learningRate: 0.1 });
    run(optimizer, v);
    optimizer.dispose();
    optimizer[Symbol.dispose]();
    expect(optimizer.exportState().tensors).toEqual({});
    run(optimizer, v);
    optimizer.dispose();
    v.dispose();
  });

  it('refuses a gradient of another shape, and changes nothing', async () => {
    const [a, b] = [variable('a', () => tf.zeros([2])), variable('b', () => tf.zeros([2]))];
    const optimizer = adam({ learningRate: 0.1 });
    const bad = (): void =>
      tf.tidy(() =>
        optimizer.update(
          new Map([
            [a, tf.ones([2])],
            [b, tf.ones([3])],
          ]),
        ),
      );
    expect(bad).toThrow("adam.update: expected the gradient of 'b' to have the shape of the variable, [2], got [3]");
    expect([...(await a.data())]).toEqual([0, 0]);
    expect(optimizer.step).toBe(0);
    optimizer.dispose();
    tf.dispose([a, b]);
  });

  it('refuses a variable of another shape at a known path, and two at one path', () => {
    const [small, large] = [variable('x', () => tf.zeros([2])), variable('x', () => tf.zeros([3]))];
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
    run(optimizer, small);
    expect(() => run(optimizer, large)).toThrow("sgd.update: expected the variable 'x' to have the shape of its optimizer state");
    const both = (): void => tf.tidy(() => optimizer.update(new Map([small, large].map((v) => [v, tf.zeros(v.shape)]))));
    expect(both).toThrow("sgd.update: expected a path per variable, got two variables at 'x'");
    optimizer.dispose();
    tf.dispose([small, large]);
  });

  it.each([
    [() => sgd({ learningRate: Number.NaN }), 'sgd: expected learningRate to be a number of at least 0, got NaN'],
    [() => adam({ learningRate: -1 }), 'adam: expected learningRate'],
    [() => adam({} as never), 'adam: expected learningRate to be a number of at least 0, got undefined'],
    [() => sgd({ learningRate: 1, momentum: 1 }), 'sgd: expected momentum to be in [0, 1), got 1'],
    [() => adam({ learningRate: 1, beta1: 1 }), 'adam: expected beta1 to be in [0, 1), got 1'],
    [() => adam({ learningRate: 1, beta2: -0.1 }), 'adam: expected beta2 to be in [0, 1), got -0.1'],
    [() => adamw({ learningRate: 1, epsilon: 0 }), 'adamw: expected epsilon to be positive, got 0'],
    [() => adamw({ learningRate: 1, weightDecay: -1 }), 'adamw: expected weightDecay to be at least 0, got -1'],
  ])('refuses bad options %#', (bad, message) => {
    expect(bad).toThrow(message);
  });

  it('refuses a schedule that gives no number, before any variable moves', async () => {
    const [a, b] = [variable('a', () => tf.scalar(0)), variable('b', () => tf.scalar(0))];
    const optimizer = sgd({ learningRate: (_, path) => (path === 'b' ? Number.NaN : 1) });
    const bad = (): void => tf.tidy(() => optimizer.update(new Map([a, b].map((v) => [v, tf.scalar(1)]))));
    expect(bad).toThrow('sgd: expected learningRate to be a number of at least 0, got NaN');
    expect((await a.data())[0]).toBe(0);
    optimizer.dispose();
    tf.dispose([a, b]);
  });

  it('refuses the state of another optimizer, or of other settings, and keeps its own', () => {
    const v = kernel();
    const [plain, moving, other] = [sgd({ learningRate: 1 }), sgd({ learningRate: 1, momentum: 0.5 }), adam({ learningRate: 1 })];
    for (const optimizer of [plain, moving, other]) run(optimizer, v);
    const refused: [Optimizer, Parameters<Optimizer['importState']>[0], string][] = [
      [other, moving.exportState(), 'adam.importState: expected the state of adam, got sgd'],
      [other, {}, 'adam.importState: expected the state of adam, got undefined'],
      [other, { json: { name: 'adam', step: -1, counts: {} } }, 'adam.importState: expected the state of adam, got {"name"'],
      [
        other,
        { json: { name: 'adam', step: 1, counts: { a: 'b' } } },
        'adam.importState: expected the state of adam, got {"name"',
      ],
      [other, { json: { name: 'adam', step: 1 } }, 'adam.importState: expected the state of adam, got {"name"'],
      [moving, plain.exportState(), "sgd.importState: expected 'kernel/momentum', got none"],
      [plain, moving.exportState(), "sgd.importState: expected the same settings as when it was saved, got 'kernel/momentum'"],
    ];
    for (const [optimizer, state, message] of refused) {
      const before = optimizer.exportState();
      let error: unknown;
      try {
        optimizer.importState(state);
      } catch (caught) {
        error = caught;
      }
      expect(GenError.is(error, 'checkpoint') && error.message).toContain(message);
      expect(optimizer.exportState()).toEqual(before);
    }
    for (const optimizer of [plain, moving, other]) optimizer.dispose();
    v.dispose();
  });
});
