import * as tf from '@tensorflow/tfjs-core';
import { checkValue } from '../errors/check';
import { GenError } from '../errors/gen-error';

/** Values of one tensor on the host. @category Checkpoints */
export interface HostTensor {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

const names = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const bytesPer = { float32: 4, int32: 4, bool: 1 } as const;
const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/**
 * Writes tensors in the safetensors format: 8 bytes of header length, the header as JSON, the values, little endian.
 *
 * The same tensors give the same bytes: names are sorted. Python reads it with `safetensors.numpy.load_file`.
 *
 * @param tensors by name.
 * @param metadata strings that go into the header.
 * @throws GenError `value`, for values of another number or type than shape and dtype say, or the name `__metadata__`.
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
  checkValue(
    'encodeSafetensors',
    'each tensor',
    '__metadata__',
    !('__metadata__' in tensors),
    "named otherwise than '__metadata__'",
  );
  const entries = Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  // Four-byte values first, so that all of them are aligned.
  const ordered = [...entries.filter(([, t]) => t.dtype !== 'bool'), ...entries.filter(([, t]) => t.dtype === 'bool')];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    const size = shape.reduce((product, n) => product * n, 1);
    if (data.length !== size || !(data instanceof arrays[dtype])) {
      throw new GenError(
        'value',
        `encodeSafetensors: expected ${size} ${dtype} values for '${name}' of shape [${shape}], got ${data.constructor.name} of ${data.length}`,
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
 * @returns tensors by name, their values copied, and the header's strings.
 * @throws GenError `safetensors`, for a truncated file, a header that is not one, another dtype, or offsets that do not fit.
 *
 * @example Read what safetensors.numpy.save gives in Python
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@gen/core';
 *
 * const bytes = encodeSafetensors({ x: { dtype: 'int32', shape: [], data: new Int32Array([7]) } }, { made: 'by hand' });
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * tensors.x.data[0]; // 7
 * metadata.made; // 'by hand'
 * ```
 * @category Checkpoints
 */
export function decodeSafetensors(bytes: Uint8Array): {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  if (bytes.length < 8) refuse(`at least 8 bytes, got ${bytes.length}`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) refuse(`a header of ${headerLength} bytes, got a file of ${bytes.length} (truncated?)`);
  const { __metadata__: metadata = {}, ...rest } = parseHeader(bytes.subarray(8, start));
  const entries = Object.entries(rest).map(([name, entry]) => ({ name, ...checkEntry(name, entry) }));
  let at = 0;
  // As the format wants it: every byte belongs to one tensor.
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) refuse(`'${name}' to begin at ${at}, got ${begin}`);
    at = end;
  }
  if (start + at !== bytes.length)
    refuse(`${start + at} bytes, got ${bytes.length}${start + at > bytes.length ? ' (truncated?)' : ''}`);
  const tensors: Record<string, HostTensor> = {};
  for (const { name, dtype, shape, begin, end } of entries) {
    // Copied: aligned, and independent of the file. (slice would not do: that of Node's Buffer shares memory.)
    const copy = new Uint8Array(end - begin);
    copy.set(bytes.subarray(start + begin, start + end));
    tensors[name] = { dtype, shape, data: new arrays[dtype](copy.buffer) };
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

function refuse(expected: string, cause?: unknown): never {
  throw new GenError('safetensors', `decodeSafetensors: expected ${expected}`, { cause });
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    refuse('a JSON header, got something else', cause);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    refuse('a JSON object as header, got something else');
  return header as Record<string, unknown>;
}

function checkEntry(name: string, entry: unknown): { dtype: HostTensor['dtype']; shape: number[]; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isSizes = (x: unknown): x is number[] => Array.isArray(x) && x.every((n) => Number.isSafeInteger(n) && n >= 0);
  const known = (Object.keys(names) as HostTensor['dtype'][]).find((key) => names[key] === dtype);
  if (!known) return refuse(`'${name}' to be F32, I32 or BOOL, got ${dtype}`);
  if (!isSizes(shape)) return refuse(`a shape for '${name}', got ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) return refuse(`two offsets for '${name}', got ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets;
  const size = shape.reduce((product, n) => product * n, bytesPer[known]);
  if (end - begin !== size) refuse(`'${name}' to take ${size} bytes, got ${end - begin}`);
  return { dtype: known, shape, begin, end };
}

/** Reads a tensor back. Borrowed. @internal */
export async function toHost(name: string, t: tf.Tensor): Promise<HostTensor> {
  if (t.dtype !== 'float32' && t.dtype !== 'int32' && t.dtype !== 'bool') {
    throw new GenError('dtype', `saveCheckpoint: expected '${name}' of dtype float32, int32 or bool, got ${t.dtype}`);
  }
  const data = await t.data();
  const type = arrays[t.dtype];
  // tfjs keeps what it was given: an int32 tensor may come back as floats.
  return { dtype: t.dtype, shape: t.shape, data: data instanceof type ? data : new type(data) };
}

/** Fresh. @internal */
export function fromHost({ dtype, shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(data, [...shape], dtype);
}
