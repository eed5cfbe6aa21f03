import { GenError } from '@gen/core';
import { plain, relaxed } from './binary';
import { hasRelaxedSimd, hasSimd } from './features';

/** Where the limits of the imported memory say whether it is shared: 3 with a maximum and shared, 1 with a maximum only. */
const SHARED = 3;
const ALONE = 1;

/** The bytes after "env", "memory" and the kind 2 of an import: the flags of the memory. */
function flagsAt(bytes: Uint8Array): number {
  const name = [3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2];
  for (let i = 0; i < bytes.length; i++) if (name.every((byte, j) => bytes[i + j] === byte)) return i + name.length;
  throw new GenError('backend', 'simd: expected a module that imports env.memory, got another');
}

/**
 * The compiled kernels, for the engine at hand.
 *
 * @param shared whether the memory is seen by several threads; the module has to say the same.
 * @throws GenError `backend`, when the engine has no SIMD.
 */
export async function loadModule(shared: boolean): Promise<WebAssembly.Module> {
  if (!hasSimd()) {
    throw new GenError(
      'backend',
      "useBackend: expected an engine with WebAssembly SIMD for backend 'simd', got one without; use 'cpu'",
    );
  }
  const text = atob(hasRelaxedSimd() ? relaxed : plain);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const flags = flagsAt(bytes);
  if (bytes[flags] !== SHARED)
    throw new GenError('backend', `simd: expected a shared memory in the module, got flags ${bytes[flags]}`);
  if (!shared) bytes[flags] = ALONE;
  return WebAssembly.compile(bytes as BufferSource);
}
