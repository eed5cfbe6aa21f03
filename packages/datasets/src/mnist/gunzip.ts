import { GenError } from '@gen/core';
import { gunzipSync } from 'fflate';

const crcTable = (): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let word = byte;
    for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ (word & 1 ? 0xedb88320 : 0);
    return word;
  });

/** CRC-32 as gzip has it: RFC 1952, section 8. */
function crc32(bytes: Uint8Array): number {
  const table = crcTable();
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

// Deflate cannot do better than 1032 to 1, so a greater size in the footer is that of a damaged file.
const BEST_RATIO = 1032;

/**
 * Unpacks gzip, and checks size and CRC, which the decoder leaves to its caller; bytes that are not gzip come back as they are.
 *
 * @param name what to call the file in errors.
 * @throws GenError `idx`, if the file is cut short or damaged.
 * @internal
 */
export function gunzip(name: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const fail = (cause?: unknown): never => {
    throw new GenError('idx', `mnist: expected ${name} to be whole, got a gzip file that is cut short or damaged`, { cause });
  };
  if (bytes.length < 18) fail();
  const footer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const size = footer.getUint32(4, true);
  if (size > BEST_RATIO * bytes.length) fail();
  let out = bytes;
  try {
    out = gunzipSync(bytes);
  } catch (error) {
    fail(error);
  }
  if (out.length !== size || crc32(out) !== footer.getUint32(0, true)) fail();
  return out;
}
