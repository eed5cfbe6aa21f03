import type { ConcreteBackend } from './backend';
import type { Candidate } from './candidate';
import { cpu } from './cpu';
import { cuda, node } from './native';
import { simd } from './simd';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

/** Every backend that can be chosen, by name, in the order in which `'auto'` tries them. */
export const candidates: Readonly<Record<ConcreteBackend, Candidate>> = { cuda, webgpu, node, simd, wasm, cpu };
