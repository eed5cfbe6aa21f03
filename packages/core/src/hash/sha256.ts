import { GenError } from '../errors/gen-error';

/**
 * SHA-256 of bytes, hexadecimal.
 *
 * @throws GenError `unsupported`, where there is no Web Crypto: browsers offer it on https and localhost only.
 *
 * @example The digest of a text
 * ```ts
 * import { sha256 } from '@gen/core';
 *
 * await sha256(new TextEncoder().encode('abc')); // 'ba7816bf...'
 * ```
 * @category Data
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) {
    throw new GenError('unsupported', 'sha256: expected Web Crypto, got none; browsers offer it on https and localhost only');
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
