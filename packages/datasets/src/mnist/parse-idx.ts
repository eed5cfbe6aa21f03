import { GenError } from '@gen/core';

/** An array read from an IDX file. @category MNIST */
export interface IdxArray {
  readonly shape: readonly number[];
  /** The values, the last axis running fastest. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

const TYPES = {
  8: { bytes: 1, make: (n: number) => new Uint8Array(n), read: (v: DataView, at: number) => v.getUint8(at) },
  9: { bytes: 1, make: (n: number) => new Int8Array(n), read: (v: DataView, at: number) => v.getInt8(at) },
  11: { bytes: 2, make: (n: number) => new Int16Array(n), read: (v: DataView, at: number) => v.getInt16(at) },
  12: { bytes: 4, make: (n: number) => new Int32Array(n), read: (v: DataView, at: number) => v.getInt32(at) },
  13: { bytes: 4, make: (n: number) => new Float32Array(n), read: (v: DataView, at: number) => v.getFloat32(at) },
  14: { bytes: 8, make: (n: number) => new Float64Array(n), read: (v: DataView, at: number) => v.getFloat64(at) },
} as const;

const fail = (expected: string, got: string): never => {
  throw new GenError('idx', `parseIdx: expected ${expected}, got ${got}`);
};

/**
 * Reads an array in the IDX format, that of MNIST: two zero bytes, the type, the rank, the big-endian sizes of the axes, the values.
 *
 * @param bytes the whole file, no longer compressed.
 * @returns the shape and the values, copied.
 * @throws GenError `idx`, if the file is none, ends early, or goes on after its last value.
 * @see LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits, file formats.
 *
 * @example Three labels
 * ```ts
 * import { parseIdx } from '@gen/datasets';
 *
 * const { shape, data } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1));
 * shape; // [3]
 * data; // 7, 2, 1
 * ```
 * @category MNIST
 */
export function parseIdx(bytes: Uint8Array): IdxArray {
  if (bytes.length < 4) fail('a file that begins with four bytes of magic', `${bytes.length} bytes`);
  const type = TYPES[bytes[2] as keyof typeof TYPES];
  const rank = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type || rank === 0) {
    const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    fail('an IDX file, which begins with 00 00, a type of 08, 09 or 0b to 0e, and a rank', magic);
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) fail(`a header of ${start} bytes for rank ${rank}`, `a file of ${bytes.length}, cut short`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, n) => product * n, 1);
  const end = start + count * type.bytes;
  if (bytes.length !== end) {
    const reason = bytes.length < end ? 'cut short' : 'with bytes after the last value';
    fail(`${end} bytes for an array of shape [${shape}]`, `${bytes.length}, ${reason}`);
  }
  // Not slice(): that of a Node Buffer shares memory with it.
  if (bytes[2] === 8) return { shape, data: new Uint8Array(bytes.subarray(start)) };
  const data = type.make(count);
  for (let i = 0; i < count; i++) data[i] = type.read(view, start + i * type.bytes);
  return { shape, data };
}
