import { GenError } from '@gen/core';
import { plain, relaxed } from './binary';
import { engineFeatures } from './engine-features';

/** Where the limits of the imported memory say whether it is shared: 3 with a maximum and shared, 1 with a maximum only. */
const SHARED = 3;
const ALONE = 1;

/** The index of the flags of the memory: after "env", "memory" and the kind 2 of an import. */
function flagsAt(bytes: Uint8Array): number {
  const name = [3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2];
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte)) + name.length;
  if (bytes[at] !== SHARED) throw new GenError('backend', `simd: expected a module that imports a shared memory, got another`);
  return at;
}

async function inflate(text: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * The compiled kernels, for the engine at hand.
 *
 * @param shared whether the memory is seen by several threads; the module has to say the same.
 * @throws GenError `backend`, when the engine has no SIMD.
 */
export async function loadModule(shared: boolean): Promise<WebAssembly.Module> {
  const { simd, relaxedSimd } = engineFeatures();
  if (!simd) {
    throw new GenError(
      'backend',
      "useBackend: expected an engine with WebAssembly SIMD for backend 'simd', got one without; use 'wasm' or 'cpu'",
    );
  }
  const bytes = await inflate(relaxedSimd ? relaxed : plain);
  const flags = flagsAt(bytes);
  if (!shared) bytes[flags] = ALONE;
  return WebAssembly.compile(bytes as BufferSource);
}
