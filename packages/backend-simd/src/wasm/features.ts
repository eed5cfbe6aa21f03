/** The smallest modules that use a feature: an engine that validates one has it. */
const withBody = (...body: number[]): Uint8Array =>
  new Uint8Array([
    0,
    97,
    115,
    109,
    1,
    0,
    0,
    0,
    1,
    5,
    1,
    96,
    0,
    1,
    123,
    3,
    2,
    1,
    0,
    10,
    body.length + 4,
    1,
    body.length + 2,
    0,
    ...body,
    11,
  ]);

/** i8x16.splat(i32.const 0) */
export const hasSimd = (): boolean => WebAssembly.validate(withBody(65, 0, 253, 15) as BufferSource);

/** f32x4.relaxed_madd of three such */
export const hasRelaxedSimd = (): boolean =>
  WebAssembly.validate(withBody(65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 0x85, 2) as BufferSource);

/** Whether memory can be shared with threads: in Node always, on a page that is cross-origin isolated. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || typeof Atomics === 'undefined') return false;
  return (
    globalThis.process?.versions?.node !== undefined ||
    (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true
  );
}
