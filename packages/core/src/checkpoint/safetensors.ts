import * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';

/** Values of one tensor on the host. @category Checkpoints */
export interface HostTensor {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

const names = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const bytesPer = { float32: 4, int32: 4, bool: 1 } as const;

/**
 * Writes tensors in the safetensors format: 8 bytes of header length, the header as JSON, the values, little endian.
 *
 * The same tensors give the same bytes: names are sorted. Python reads it with `safetensors.numpy.load_file`.
 *
 * @param tensors by name.
 * @param metadata strings that go into the header.
 * @see Hugging Face (2022), safetensors: format description.
 *
 * @example There and back
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@gen/core';
 *
 * const bytes = encodeSafetensors({ x: { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) } });
 * decodeSafetensors(bytes).tensors.x.shape; // [2]
 * ```
 * @category Checkpoints
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  // Four-byte values first, so that all of them are aligned.
  const ordered = [...entries.filter(([, t]) => t.dtype !== 'bool'), ...entries.filter(([, t]) => t.dtype === 'bool')];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (data.length !== size) {
      throw new GenError(
        'value',
        `encodeSafetensors: expected ${size} values for '${name}' of shape [${shape}], got ${data.length}`,
      );
    }
    const end = offset + size * bytesPer[dtype];
    header[name] = { dtype: names[dtype], shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8; // padded with spaces, so that values are aligned
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads the safetensors format: dtypes F32, I32 and BOOL.
 *
 * @throws GenError `safetensors`, for a truncated file, a header that is not one, another dtype, or offsets that do not fit.
 * @category Checkpoints
 */
export function decodeSafetensors(bytes: Uint8Array): {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const fail = (what: string): never => {
    throw new GenError('safetensors', `decodeSafetensors: expected ${what}`);
  };
  if (bytes.length < 8) fail(`at least 8 bytes, got ${bytes.length}`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) fail(`a header of ${headerLength} bytes, got a file of ${bytes.length} (truncated)`);
  let header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = {};
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw new GenError('safetensors', 'decodeSafetensors: expected a JSON header, got something else', { cause });
  }
  const { __metadata__: metadata = {}, ...rest } = header as typeof header & { __metadata__?: never };
  const tensors: Record<string, HostTensor> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(rest)) {
    const known = (Object.keys(names) as (keyof typeof names)[]).find((key) => names[key] === dtype);
    if (!known) return fail(`'${name}' to be F32, I32 or BOOL, got ${dtype}`);
    const [begin, end] = data_offsets;
    const size = shape.reduce((product, n) => product * n, 1);
    if (end - begin !== size * bytesPer[known]) fail(`'${name}' to take ${size * bytesPer[known]} bytes, got ${end - begin}`);
    if (begin < 0 || start + end > bytes.length) fail(`${start + end} bytes, got ${bytes.length} (truncated)`);
    const { buffer } = bytes.slice(start + begin, start + end); // a copy: aligned, and independent of the file
    const data =
      known === 'float32' ? new Float32Array(buffer) : known === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer);
    tensors[name] = { dtype: known, shape, data };
  }
  return { tensors, metadata };
}

/** Reads a tensor back. Borrowed. @internal */
export async function toHost(name: string, t: tf.Tensor): Promise<HostTensor> {
  if (t.dtype !== 'float32' && t.dtype !== 'int32' && t.dtype !== 'bool') {
    throw new GenError('dtype', `saveCheckpoint: expected '${name}' of dtype float32, int32 or bool, got ${t.dtype}`);
  }
  return { dtype: t.dtype, shape: t.shape, data: (await t.data()) as HostTensor['data'] };
}

/** Fresh. @internal */
export function fromHost({ dtype, shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(data, [...shape], dtype);
}
