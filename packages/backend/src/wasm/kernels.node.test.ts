import { createRng } from '@gen/core';
import { backendName, expectClose } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../choose/use-backend';
import { enableWasmTraining } from './enable-wasm-training';
import type { KernelCall, WasmBackend } from './wasm-backend';

// Each kernel against the cpu backend's, on the same numbers: only where the wasm backend is under test.
const onWasm = backendName === 'wasm';

type Inputs = Record<string, { values: Float32Array | Int32Array; shape: number[]; dtype: 'float32' | 'int32' }>;

function normal(seed: number, name: string, shape: number[]): Inputs[string] {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  return { values: createRng(seed).fork(name).fillNormal(values), shape, dtype: 'float32' };
}
const integers = (values: number[]): Inputs[string] => ({
  values: Int32Array.from(values),
  shape: [values.length],
  dtype: 'int32',
});

/** Runs a kernel on a backend and reads its outputs; no data may stay behind. */
async function run(
  backend: string,
  kernel: string,
  inputs: Inputs,
  attrs: object,
  list = false,
): Promise<{ shape: number[]; values: number[] }[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numDataBuffers;
  const tensors = Object.entries(inputs).map(
    ([name, { values, shape, dtype }]) => [name, tf.tensor(values, shape, dtype)] as const,
  );
  const given = list ? tensors.map(([, tensor]) => tensor) : Object.fromEntries(tensors);
  const outputs = [tf.engine().runKernel(kernel, given as never, attrs as never)].flat() as tf.Tensor[];
  const read = outputs.map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] }));
  tf.dispose([outputs, tensors.map(([, tensor]) => tensor)]);
  expect(tf.memory().numDataBuffers, `buffers after ${kernel} on ${backend}`).toBe(before);
  return read;
}

/** Expects the same of both backends, to `relative` of the largest value. */
async function same(kernel: string, inputs: Inputs, attrs: object, { relative = 2e-6 } = {}): Promise<void> {
  const ids = (tf.backend() as WasmBackend).numDataIds();
  const got = await run('wasm', kernel, inputs, attrs);
  expect((tf.backend() as WasmBackend).numDataIds(), `data in the heap after ${kernel}`).toBe(ids);
  const want = await run('cpu', kernel, inputs, attrs).finally(() => tf.setBackend('wasm'));
  expect(got.map(({ shape }) => shape)).toEqual(want.map(({ shape }) => shape));
  got.forEach(({ values }, output) => {
    const expected = want[output].values;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    values.forEach((value, i) => {
      if (!(Math.abs(value - expected[i]) <= relative * scale))
        expect.fail(`output ${output} at ${i}: ${value}, cpu has ${expected[i]}`);
    });
  });
}

const seed = fc.integer({ min: 0, max: 2 ** 31 });
const upTo = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });

/** A convolution that has an output. */
const convolution = fc
  .record({
    seed,
    batch: upTo(3),
    height: upTo(9),
    width: upTo(9),
    filterHeight: upTo(5),
    filterWidth: upTo(5),
    ci: upTo(9),
    co: upTo(5),
    strideHeight: upTo(4),
    strideWidth: upTo(4),
    pad: fc.oneof(
      fc.constant('same' as const),
      fc.constant('valid' as const),
      upTo(3, 0),
      fc.tuple(upTo(3, 0), upTo(3, 0), upTo(3, 0), upTo(3, 0)).map(([top, bottom, left, right]) => [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]),
    ),
  })
  .map((c) => {
    const shape = { x: [c.batch, c.height, c.width, c.ci], filter: [c.filterHeight, c.filterWidth, c.ci, c.co] };
    const strides = [c.strideHeight, c.strideWidth] as [number, number];
    // A pad that is a number has to fit the stride exactly, or say how to round.
    const dimRoundingMode = typeof c.pad === 'number' || Array.isArray(c.pad) ? 'floor' : undefined;
    const attrs = { strides, pad: c.pad, dataFormat: 'NHWC', dimRoundingMode };
    const info = tf.backend_util.computeConv2DInfo(
      shape.x as never,
      shape.filter as never,
      strides,
      1,
      c.pad as never,
      dimRoundingMode as never,
    );
    return { seed: c.seed, ...shape, dy: info.outShape as number[], attrs };
  })
  .filter(({ dy }) => dy.every((size) => size > 0));

const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => Promise<void>, numRuns = 100): Promise<void> =>
  fc.assert(fc.asyncProperty(arbitrary, body), { numRuns });

describe.runIf(onWasm)('kernels for wasm, against cpu', () => {
  beforeAll(async () => {
    await useBackend('cpu');
    await useBackend('wasm');
  });

  it('Conv2DBackpropInput, for any size, stride and pad', () =>
    check(convolution, ({ seed, x, filter, dy, attrs }) =>
      same(
        'Conv2DBackpropInput',
        { dy: normal(seed, 'dy', dy), filter: normal(seed, 'filter', filter) },
        { ...attrs, inputShape: x },
      ),
    ));

  it('Conv2DBackpropFilter, for any size, stride and pad', () =>
    check(convolution, ({ seed, x, filter, dy, attrs }) =>
      same('Conv2DBackpropFilter', { x: normal(seed, 'x', x), dy: normal(seed, 'dy', dy) }, { ...attrs, filterShape: filter }),
    ));

  it('both convolution gradients at the sizes of a VAE on images of 28 x 28', async () => {
    for (const [x, filter] of [
      [
        [2, 28, 28, 1],
        [3, 3, 1, 32],
      ],
      [
        [2, 14, 14, 16],
        [4, 4, 16, 32],
      ],
    ]) {
      const attrs = { strides: [2, 2], pad: 'same', dataFormat: 'NHWC' };
      const dy = normal(1, 'dy', [2, x[1] / 2, x[2] / 2, filter[3]]);
      await same('Conv2DBackpropFilter', { x: normal(1, 'x', x), dy }, { ...attrs, filterShape: filter });
      await same('Conv2DBackpropInput', { dy, filter: normal(1, 'filter', filter) }, { ...attrs, inputShape: x });
    }
  });

  it('refuses convolution gradients of another data format than NHWC', () => {
    const x = tf.zeros([1, 1, 4, 4]) as tf.Tensor4D;
    const dy = tf.zeros([1, 1, 4, 4]) as tf.Tensor4D;
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NCHW', filterShape: [1, 1, 1, 1] };
    expect(() => tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attrs)).toThrow(
      "Conv2DBackpropFilter: expected dataFormat to be 'NHWC', got 'NCHW'",
    );
    tf.dispose([x, dy]);
  });

  it('BatchMatMul, with any operand transposed, batched or broadcast', () => {
    const size = upTo(40);
    const batch = fc.constantFrom(
      [[], []],
      [[1], [1]],
      [[3], [3]],
      [[1], [4]],
      [[4], [1]],
      [
        [2, 3],
        [2, 3],
      ],
      [[3], [2, 3]],
    );
    const any = fc.record({
      seed,
      batch,
      rows: size,
      inner: size,
      columns: size,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    });
    return check(any, ({ seed, batch: [outerA, outerB], rows, inner, columns, transposeA, transposeB }) => {
      const a = normal(seed, 'a', [...outerA, ...(transposeA ? [inner, rows] : [rows, inner])]);
      const b = normal(seed, 'b', [...outerB, ...(transposeB ? [columns, inner] : [inner, columns])]);
      return same('BatchMatMul', { a, b }, { transposeA, transposeB });
    });
  });

  it('BatchMatMul with both batches broadcast, which cpu gets wrong', async () => {
    const [a, b] = [normal(1, 'a', [2, 1, 3, 4]), normal(1, 'b', [1, 3, 4, 5])];
    const [got] = await run('wasm', 'BatchMatMul', { a, b }, { transposeA: false, transposeB: false });
    const whole = tf.tidy(() => {
      const left = tf.tile(tf.tensor(a.values, a.shape), [1, 3, 1, 1]);
      const right = tf.tile(tf.tensor(b.values, b.shape), [2, 1, 1, 1]);
      return tf.matMul(left, right).dataSync();
    });
    expect(got.shape).toEqual([2, 3, 3, 5]);
    await expectClose(got.values, whole);
  });

  it('BatchMatMul by one matrix in several shapes', async () => {
    const b = tf.tensor(normal(1, 'b', [4, 6]).values, [4, 6]);
    for (const shape of [
      [4, 6],
      [6, 4],
      [1, 24],
      [24, 1],
      [4, 6],
    ] as [number, number][]) {
      const left = normal(2, 'a', [3, shape[0]]);
      const [got, want] = tf.tidy(() => {
        const a = tf.tensor2d(left.values, [3, shape[0]]);
        const products = tf.mul(tf.expandDims(a, 2), tf.reshape(b, [1, ...shape]));
        return [tf.matMul(a, tf.reshape(b, shape)).dataSync(), tf.sum(products, 1).dataSync()];
      });
      await expectClose(got, want, { absolute: 1e-5 });
    }
    b.dispose();
  });

  it('BatchMatMul of nothing, and of an empty sum', async () => {
    await same(
      'BatchMatMul',
      { a: normal(1, 'a', [2, 3, 0]), b: normal(1, 'b', [2, 0, 4]) },
      { transposeA: false, transposeB: false },
    );
    await same(
      'BatchMatMul',
      { a: normal(1, 'a', [0, 3, 2]), b: normal(1, 'b', [0, 2, 4]) },
      { transposeA: false, transposeB: false },
    );
  });

  it('_FusedMatMul, with any operand transposed', () => {
    const activation = fc.constantFrom('linear', 'relu', 'sigmoid', 'elu', 'leakyrelu', 'prelu');
    const size = upTo(40);
    const any = fc.record({
      seed,
      batch: upTo(3),
      rows: size,
      inner: size,
      columns: size,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      activation,
    });
    return check(any, ({ seed, batch, rows, inner, columns, transposeA, transposeB, activation }) => {
      const a = normal(seed, 'a', [batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
      const b = normal(seed, 'b', [batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
      const prelu: Inputs = activation === 'prelu' ? { preluActivationWeights: normal(seed, 'prelu', [columns]) } : {};
      const inputs = { a, b, bias: normal(seed, 'bias', [columns]), ...prelu };
      return same('_FusedMatMul', inputs, { transposeA, transposeB, activation, leakyreluAlpha: 0.3 });
    });
  });

  it('UnsortedSegmentSum, with ids beyond the segments dropped', () => {
    const any = fc.record({
      seed,
      ids: fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 12 }),
      rest: fc.array(upTo(4), { maxLength: 2 }),
    });
    return check(any, ({ seed, ids, rest }) =>
      same('UnsortedSegmentSum', { x: normal(seed, 'x', [ids.length, ...rest]), segmentIds: integers(ids) }, { numSegments: 5 }),
    );
  });

  it('Einsum, of one operand and of two, against the sum over all indices', () => {
    const labels = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e']);
    const sizes = fc.array(upTo(4), { minLength: 5, maxLength: 5 });
    const any = fc.record({ seed, operands: fc.array(labels, { minLength: 1, maxLength: 2 }), sizes, order: seed });
    return check(any, async ({ seed, operands, sizes, order }) => {
      const all = [...new Set(operands.flat())];
      const rng = createRng(order);
      const output = [...rng.permutation(all.length)].slice(0, rng.integer(all.length + 1)).map((i) => all[i]);
      const sizeOf = (label: string): number => sizes[label.charCodeAt(0) - 97];
      const inputs = Object.fromEntries(operands.map((own, i) => [String(i), normal(seed, String(i), own.map(sizeOf))]));
      const equation = `${operands.map((own) => own.join('')).join(',')}->${output.join('')}`;
      const before = (tf.backend() as WasmBackend).numDataIds();
      const [got] = await run('wasm', 'Einsum', inputs, { equation }, true);
      expect((tf.backend() as WasmBackend).numDataIds()).toBe(before);

      const expected = new Float64Array(output.reduce((product, label) => product * sizeOf(label), 1));
      const count = all.reduce((product, label) => product * sizeOf(label), 1);
      for (let n = 0; n < count; n++) {
        let rest = n;
        const at = new Map<string, number>();
        for (const label of all) {
          at.set(label, rest % sizeOf(label));
          rest = Math.floor(rest / sizeOf(label));
        }
        const offset = (own: readonly string[]): number => own.reduce((sum, label) => sum * sizeOf(label) + at.get(label)!, 0);
        expected[offset(output)] += operands.reduce((product, own, i) => product * inputs[i].values[offset(own)], 1);
      }
      expect(got.shape).toEqual(output.map(sizeOf));
      await expectClose(got.values, expected, { relative: 1e-5, absolute: 1e-5 });
    });
  });

  const pool = fc
    .record({
      seed,
      batch: upTo(2),
      height: upTo(8),
      width: upTo(8),
      channels: upTo(3),
      filter: fc.tuple(upTo(4), upTo(4)),
      strides: fc.tuple(upTo(3), upTo(3)),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    })
    .filter(({ height, width, filter, pad }) => pad === 'same' || (filter[0] <= height && filter[1] <= width));

  it('MaxPoolGrad, of inputs of both signs and all negative', () =>
    check(fc.tuple(pool, fc.constantFrom(0, -5)), ([{ seed, batch, height, width, channels, filter, strides, pad }, shift]) => {
      const input = normal(seed, 'x', [batch, height, width, channels]);
      input.values = input.values.map((value) => value + shift);
      const info = tf.backend_util.computePool2DInfo(input.shape as never, filter, strides, 1, pad);
      const dy = normal(seed, 'dy', info.outShape);
      return same('MaxPoolGrad', { dy, input, output: dy }, { filterSize: filter, strides, pad });
    }));

  it('both gradients of a depthwise convolution', () =>
    check(fc.tuple(pool, upTo(3)), async ([{ seed, batch, height, width, channels, filter, strides, pad }, multiplier]) => {
      const x = normal(seed, 'x', [batch, height, width, channels]);
      const weights = normal(seed, 'filter', [...filter, channels, multiplier]);
      const info = tf.backend_util.computeConv2DInfo(
        x.shape as never,
        weights.shape as never,
        strides,
        [1, 1],
        pad,
        undefined,
        true,
      );
      const dy = normal(seed, 'dy', info.outShape);
      const attrs = { strides, pad, dilations: [1, 1] };
      await same('DepthwiseConv2dNativeBackpropInput', { dy, filter: weights }, { ...attrs, inputShape: x.shape });
      await same('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape: weights.shape });
    }));

  const shaped = fc.array(upTo(5), { minLength: 1, maxLength: 5 });

  it('Sum over any axes', () =>
    check(
      fc.record({ seed, shape: shaped, axes: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }) }),
      ({ seed, shape, axes }) =>
        same('Sum', { x: normal(seed, 'x', shape) }, { axis: shape.flatMap((_, i) => (axes[i] ? [i] : [])), keepDims: false }),
    ));

  it('Sum of rows, wide and narrow, keeping dimensions', async () => {
    for (const shape of [
      [7, 5, 19],
      [300, 1],
      [2, 64],
    ]) {
      const [got] = await run('wasm', 'Sum', { x: normal(3, 'x', shape) }, { axis: [0], keepDims: true });
      expect(got.shape).toEqual([1, ...shape.slice(1)]);
      await same('Sum', { x: normal(3, 'x', shape) }, { axis: [0], keepDims: false });
    }
    await same('Sum', { x: integers([1, 2, 3]) }, { axis: [0], keepDims: false });
  });

  it('Transpose by any permutation', async () => {
    await check(fc.record({ seed, shape: shaped, order: seed }), ({ seed, shape, order }) =>
      same('Transpose', { x: normal(seed, 'x', shape) }, { perm: [...createRng(order).permutation(shape.length)] }),
    );
    await same('Transpose', { x: normal(1, 'x', [70, 3, 45]) }, { perm: [1, 2, 0] });
    await same('Transpose', { x: normal(1, 'x', [3, 70, 45]) }, { perm: [0, 2, 1] });
    await same('Transpose', { x: integers([1, 2, 3]) }, { perm: [0] });
  });

  it('Slice and SplitV of any part', async () => {
    const cuts = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 5,
      maxLength: 5,
    });
    await check(fc.record({ seed, shape: shaped, cuts }), async ({ seed, shape, cuts }) => {
      const begin = shape.map((size, i) => Math.floor(cuts[i][0] * size));
      const size = shape.map((whole, i) => Math.round(cuts[i][1] * (whole - begin[i])));
      await same('Slice', { x: normal(seed, 'x', shape) }, { begin, size });
    });
    await same('Slice', { x: normal(1, 'x', [4, 100, 3]) }, { begin: [1, 2, 0], size: [2, 90, 3] });
    await same('SplitV', { x: normal(1, 'x', [4, 6]) }, { numOrSizeSplits: [1, 3, 2], axis: 1 });
    await same('SplitV', { x: normal(1, 'x', [4, 6]) }, { numOrSizeSplits: 2, axis: -2 });
    const words = tf.tensor1d(['a', 'b', 'c'], 'string');
    const word = tf.slice(words, [1], [1]);
    expect(await word.data()).toEqual(['b']);
    const x = tf.zeros([3]);
    expect(() => tf.slice(x, [2], [2])).toThrow();
    tf.dispose([words, word, x]);
  });

  it('Softplus, everywhere from underflow to overflow', async () => {
    const values = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 20);
    const x = tf.tensor1d(values);
    const y = tf.softplus(x);
    const got = await y.data();
    y.dispose();
    values.forEach((value, i) => {
      const expected = Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
      // Relative, down to where float32 has no normal numbers.
      if (expected > 1e-37) expect(Math.abs(got[i] / expected - 1), `softplus(${value})`).toBeLessThan(1e-6);
    });
    x.dispose();
  });

  it('Identity shares memory, and frees it with the last tensor', () => {
    const backend = tf.backend() as WasmBackend;
    const before = backend.numDataIds();
    const x = tf.tensor1d([1, 2]);
    const clone = tf.clone(x);
    expect(clone.dataId).toBe(x.dataId);
    x.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2]);
    clone.dispose();
    expect(backend.numDataIds()).toBe(before);
  });

  it('leaves no data behind when a kernel inside fails', () => {
    const backend = tf.backend() as WasmBackend;
    const [a, b] = [tf.ones([2, 3, 4]), tf.ones([2, 5, 3])];
    const before = backend.numDataIds();
    const kernel = tf.getKernel('Transpose', 'wasm')!;
    const stock = tf.getKernel('BatchMatMul', 'wasm')!.kernelFunc as unknown as (
      call: KernelCall<unknown, unknown>,
    ) => tf.TensorInfo;
    tf.unregisterKernel('Transpose', 'wasm');
    expect(() => stock({ inputs: { a, b }, attrs: { transposeA: true, transposeB: true }, backend })).toThrow(
      "wasm: expected a registered kernel 'Transpose', got none",
    );
    tf.registerKernel(kernel);
    expect(() => stock({ inputs: { a, b: a }, attrs: { transposeA: true, transposeB: true }, backend })).toThrow(
      'inner sizes 3 and 4 must match',
    );
    expect(backend.numDataIds()).toBe(before);
    tf.dispose([a, b]);
  });

  it('are registered once', () => {
    const before = tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc);
    enableWasmTraining();
    expect(tf.getKernelsForBackend('wasm').map(({ kernelFunc }) => kernelFunc)).toEqual(before);
  });
});
