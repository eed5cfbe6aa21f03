import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { imageGrid } from './image-grid';

type Options = Parameters<typeof imageGrid>[1];

/** Rows of pixels as hexadecimal colors. */
async function colors(images: Parameters<typeof imageGrid>[0], options: Options): Promise<string[]> {
  const { width, height, channels, data, depth } = decode(await imageGrid(images, options));
  expect([channels, depth]).toEqual([3, 8]);
  const hex = [...data].map((value) => value.toString(16).padStart(2, '0'));
  return Array.from({ length: height }, (_, y) => {
    return Array.from({ length: width }, (_, x) => hex.slice((y * width + x) * 3, (y * width + x) * 3 + 3).join('')).join(' ');
  });
}

const bare = { scale: 1, gap: 0 };

describe('imageGrid', () => {
  test('puts every pixel where it belongs (golden pixels)', async () => {
    const data = Float32Array.from([0, 0.2, 1, 0.4, 0.6, 0.8]); // three images of one row and two columns
    expect(await colors({ data, shape: [3, 1, 2, 1] }, { columns: 2, scale: 1, gap: 1, background: [1, 2, 3] })).toEqual([
      '010203 010203 010203 010203 010203 010203 010203',
      '010203 000000 333333 010203 ffffff 666666 010203',
      '010203 010203 010203 010203 010203 010203 010203',
      '010203 999999 cccccc 010203 010203 010203 010203',
      '010203 010203 010203 010203 010203 010203 010203',
    ]);
  });

  test('keeps red, green and blue apart, and repeats pixels to scale', async () => {
    const data = Uint8Array.from([255, 0, 0, 0, 128, 7]);
    expect(await colors({ data, shape: [1, 2, 1, 3] }, { scale: 2, gap: 0 })).toEqual([
      'ff0000 ff0000',
      'ff0000 ff0000',
      '008007 008007',
      '008007 008007',
    ]);
  });

  test('shows what is not finite in magenta and clamps the rest', async () => {
    const gray = Float32Array.from([Number.NaN, Number.POSITIVE_INFINITY, -3, 7]);
    expect(await colors({ data: gray, shape: [1, 1, 4, 1] }, bare)).toEqual(['ff00ff ff00ff 000000 ffffff']);
    const color = Float32Array.from([1, Number.NaN, 0]);
    expect(await colors({ data: color, shape: [1, 1, 1, 3] }, bare)).toEqual(['ff00ff']);
  });

  test('reads tensors: floats as [0,1], integers as 0-255', async () => {
    const floats = tf.tensor4d([0, 1, 0.2, 2], [1, 2, 2, 1]);
    const integers = tf.tensor4d([0, 255, 51, 300], [1, 2, 2, 1], 'int32');
    const expected = ['000000 ffffff', '333333 ffffff'];
    expect(await colors(floats, bare)).toEqual(expected);
    expect(await colors(integers, bare)).toEqual(expected);
    tf.dispose([floats, integers]);
  });

  test('is as square as can be unless told otherwise', async () => {
    const images = { data: new Uint8Array(10 * 4), shape: [10, 2, 2, 1] };
    const size = async (options: Options): Promise<number[]> => {
      const { width, height } = decode(await imageGrid(images, options));
      return [width, height];
    };
    expect(await size({})).toEqual([4 * 6 + 2, 3 * 6 + 2]);
    expect(await size({ columns: 100, scale: 1, gap: 0 })).toEqual([20, 2]);
  });

  test.each<[string, string, Parameters<typeof imageGrid>[0], Options]>([
    ['shape', 'images of shape', { data: new Uint8Array(4), shape: [2, 2, 1] }, {}],
    ['shape', 'images of shape', { data: new Uint8Array(8), shape: [1, 2, 2, 2] }, {}],
    ['shape', 'images of shape', { data: new Uint8Array(0), shape: [0, 2, 2, 1] }, {}],
    ['shape', 'images.data of 4 entries', { data: new Uint8Array(3), shape: [1, 2, 2, 1] }, {}],
    ['shape', 'labels of 1 entries', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { labels: ['a', 'b'] }],
    ['shape', 'rowLabels of 1 entries', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { rowLabels: [] }],
    ['value', 'scale', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { scale: 1.5 }],
    ['value', 'scale', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { scale: 10000 }],
    ['value', 'gap', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { gap: -1 }],
    ['value', 'columns', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { columns: 0 }],
    ['value', 'background', { data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { background: [0, 0, 256] }],
  ])('refuses bad input: %s, %s', async (code, words, images, options) => {
    const error = await imageGrid(images, options).catch((reason: unknown) => reason);
    expect(GenError.is(error, code), String(error)).toBe(true);
    expect(String(error)).toContain(`imageGrid: expected ${words}`);
  });

  test('refuses tensors of another rank or type', async () => {
    const flat = tf.zeros([2, 4]);
    const flags = tf.zeros([1, 2, 2, 1], 'bool');
    expect(GenError.is(await imageGrid(flat as never).catch((error: unknown) => error), 'shape')).toBe(true);
    expect(GenError.is(await imageGrid(flags as tf.Tensor4D).catch((error: unknown) => error), 'dtype')).toBe(true);
    tf.dispose([flat, flags]);
  });
});
