const marker = Symbol.for('@gen/error');

/**
 * The one error class of all `@gen` packages.
 *
 * `code` is stable and meant for programs; the message is a sentence for people that names the function,
 * what it expected, of which argument, and what it got.
 *
 * Test with {@link GenError.is}, never with `instanceof`: two installed copies of @gen/core have two classes but one marker.
 *
 * @example Tell a wrong shape from any other failure
 * ```ts
 * import { GenError } from '@gen/core';
 *
 * try {
 *   throw new GenError('shape', 'decode: expected latents of shape [batch,2], got [4,3]');
 * } catch (error) {
 *   if (!GenError.is(error, 'shape')) throw error;
 * }
 * ```
 * @category Errors
 */
export class GenError extends Error {
  /** What kind of failure it is; one word that never changes between versions. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GenError';
    this.code = code;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether `error` is a GenError of any installed copy of @gen/core, and of `code` when one is given. */
  static is(error: unknown, code?: string): error is GenError {
    if (typeof error !== 'object' || error === null) return false;
    const candidate = error as { [key: symbol]: unknown; code?: string };
    return candidate[marker] === true && (code === undefined || candidate.code === code);
  }
}
