import type { WasmBackend } from '../wasm/wasm-backend';
import { assemble, type WasmFunction } from './assemble';

type Exports<Name extends string> = Readonly<Record<Name, (...operands: number[]) => void>>;

/**
 * Gives functions that work in the memory of tfjs-backend-wasm: of the backend in use, made at the first call.
 *
 * @returns a function of the backend, which gives undefined where they cannot run: without SIMD, or in a memory that threads share.
 */
export function inMemoryOf<Name extends string>(
  functions: () => Readonly<Record<Name, WasmFunction>>,
): (backend: WasmBackend) => Exports<Name> | undefined {
  const made = new WeakMap<WasmBackend, { exports?: Exports<Name> }>();
  return (backend) => {
    let known = made.get(backend);
    if (!known) {
      known = { exports: instantiate(backend, functions) };
      made.set(backend, known);
    }
    return known.exports;
  };
}

function instantiate<Name extends string>(
  backend: WasmBackend,
  functions: () => Readonly<Record<Name, WasmFunction>>,
): Exports<Name> | undefined {
  const memory = Object.values(backend.wasm?.asm ?? {}).find((item) => item instanceof WebAssembly.Memory);
  if (!memory || !(memory.buffer instanceof ArrayBuffer)) return undefined;
  const bytes = assemble(functions());
  if (!WebAssembly.validate(bytes)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports as unknown as Exports<Name>;
}
