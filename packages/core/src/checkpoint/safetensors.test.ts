import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../../fixtures/core_safetensors.json' with { type: 'json' };
import { GenError } from '../errors/gen-error';
import { decodeSafetensors, encodeSafetensors, fromHost, type HostTensor, toHost } from './safetensors';

const file = Uint8Array.from(atob(golden.file), (c) => c.charCodeAt(0));
const tensors: Record<string, HostTensor> = {
  b: { dtype: 'float32', shape: [2], data: new Float32Array([1, -2]) },
  'a/mask': { dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
  a: { dtype: 'int32', shape: [], data: new Int32Array([7]) },
};

function refusal(body: () => unknown): GenError {
  try {
    body();
  } catch (error) {
    return error as GenError;
  }
  return expect.unreachable('expected a refusal');
}

/** A file with this header and so many bytes of values. */
function fileOf(header: unknown, values = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + values);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('decodeSafetensors', () => {
  it("reads a file of Python's safetensors", () => {
    const { tensors: read, metadata } = decodeSafetensors(file);
    expect(metadata).toEqual(golden.metadata);
    expect(Object.keys(read).sort()).toEqual(Object.keys(golden.tensors));
    for (const [name, { dtype, shape, data }] of Object.entries(golden.tensors)) {
      expect([read[name].dtype, read[name].shape]).toEqual([dtype, shape]);
      const expected = dtype === 'float32' ? Float32Array.from(data as number[]) : data.map(Number);
      expect([...read[name].data]).toEqual([...expected]);
    }
    expect(Object.is(read['model/dense/kernel'].data[5], -0)).toBe(true);
  });

  it("reads a view into a larger buffer, as Node's files are, and copies it", () => {
    const large = new Uint8Array(file.length + 3);
    large.set(file, 3);
    // With the slice of Node's Buffer, which shares memory.
    const view = Object.assign(large.subarray(3), { slice: (a?: number, b?: number) => large.subarray(3).subarray(a, b) });
    const { tensors: read } = decodeSafetensors(view as Uint8Array);
    large.fill(0);
    expect(read['model/dense/kernel'].data[0]).toBe(1.5);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'at least 8 bytes, got 0'],
    ['less than a length', new Uint8Array(7), 'at least 8 bytes, got 7'],
    ['half a header', file.subarray(0, 40), 'a header of 376 bytes, got a file of 40 (truncated?)'],
    ['half of the values', file.subarray(0, file.length - 1), `${file.length} bytes, got ${file.length - 1} (truncated?)`],
    ['more than the values', fileOf({}, 1), '10 bytes, got 11'],
    ['a length beyond all', new Uint8Array(16).fill(255), 'a header of 18446744073709552000 bytes'],
    ['no JSON', fileOf('{"a":'), 'a JSON header, got something else'],
    ['no text', fileOf('{"\u0000"}').fill(0xff, 8), 'a JSON header, got something else'],
    ['a list', fileOf([]), 'a JSON object as header, got something else'],
    ['null', fileOf('null'), 'a JSON object as header, got something else'],
    ['a number for a tensor', fileOf({ x: 3 }), "'x' to be F32, I32 or BOOL, got undefined"],
    [
      'another dtype',
      fileOf({ x: { dtype: 'BF16', shape: [1], data_offsets: [0, 2] } }, 2),
      "'x' to be F32, I32 or BOOL, got BF16",
    ],
    ['no shape', fileOf({ x: { dtype: 'F32', data_offsets: [0, 4] } }, 4), "a shape for 'x', got undefined"],
    ['a negative size', fileOf({ x: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 4), "a shape for 'x', got [-1]"],
    ['no offsets', fileOf({ x: { dtype: 'F32', shape: [1] } }, 4), "two offsets for 'x', got undefined"],
    [
      'three offsets',
      fileOf({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 4),
      "two offsets for 'x', got [0,4,8]",
    ],
    ['too few bytes', fileOf({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4), "'x' to take 8 bytes, got 4"],
    ['a hole', fileOf({ x: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8), "'x' to begin at 0, got 4"],
    [
      'an overlap',
      fileOf({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, y: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8),
      "'y' to begin at 8, got 4",
    ],
  ])('refuses %s', (_, bytes, message) => {
    const error = refusal(() => decodeSafetensors(bytes));
    expect(GenError.is(error, 'safetensors')).toBe(true);
    expect(error.message).toContain(`decodeSafetensors: expected ${message}`);
  });

  it('answers any garbled file with its own error, or with tensors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(file.length),
        (flips, length) => {
          const bytes = file.slice(0, length);
          for (const [at, value] of flips) if (at < length) bytes[at] = value;
          try {
            decodeSafetensors(bytes);
          } catch (error) {
            expect(GenError.is(error, 'safetensors')).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('encodeSafetensors', () => {
  it('comes back the same, whatever the names and shapes', () => {
    const tensor = fc.oneof(
      fc.float32Array({ maxLength: 6 }).map((data): HostTensor => ({ dtype: 'float32', shape: [data.length, 1], data })),
      fc.int32Array({ maxLength: 6 }).map((data): HostTensor => ({ dtype: 'int32', shape: [data.length], data })),
      fc.uint8Array({ maxLength: 5, max: 1 }).map((data): HostTensor => ({ dtype: 'bool', shape: [data.length], data })),
    );
    const name = fc.string({ unit: 'grapheme' }).filter((s) => s !== '__metadata__' && s !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, tensor, { noNullPrototype: true }), (given) => {
        expect(decodeSafetensors(encodeSafetensors(given)).tensors).toEqual(given);
      }),
    );
  });

  it('gives the same bytes for the same tensors in another order', () => {
    const reversed = Object.fromEntries(Object.entries(tensors).reverse());
    expect(encodeSafetensors(reversed)).toEqual(encodeSafetensors(tensors));
  });

  it('writes metadata, and nothing at all', () => {
    expect(decodeSafetensors(encodeSafetensors({}, { a: 'b' }))).toEqual({ tensors: {}, metadata: { a: 'b' } });
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  it.each([
    [
      { x: { dtype: 'float32', shape: [3], data: new Float32Array(2) } },
      "expected 3 float32 values for 'x' of shape [3], got Float32Array of 2",
    ],
    [
      { x: { dtype: 'float32', shape: [2], data: new Int32Array(2) } },
      "expected 2 float32 values for 'x' of shape [2], got Int32Array of 2",
    ],
    [{ __metadata__: tensors.a }, "expected each tensor to be named otherwise than '__metadata__'"],
  ] as const)('refuses %j', (given, message) => {
    expect(() => encodeSafetensors(given as never)).toThrow(message);
  });
});

describe('toHost and fromHost', () => {
  it('bring a tensor of each dtype there and back', async () => {
    for (const given of Object.values(tensors)) {
      const t = fromHost(given);
      expect(await toHost('x', t)).toEqual(given);
      t.dispose();
    }
  });

  it('refuse other dtypes', async () => {
    const t = tf.tensor(['a']);
    await expect(toHost('x', t)).rejects.toThrow("saveCheckpoint: expected 'x' of dtype float32, int32 or bool, got string");
    t.dispose();
  });
});
