import type * as tf from '@tensorflow/tfjs-core';

/** Where the suite runs, as the table names it. */
export type Place = (typeof places)[number];

const places = ['cpu', 'wasm', 'simd', 'webgpu (Chromium)', 'webgpu (Node)', 'node', 'cuda'] as const;

/** Largest relative error that passes, by the order of the derivative. */
export interface Tolerances {
  readonly forward: number;
  readonly first: number;
  readonly second: number;
}

/** Those of a row that does not say otherwise. */
export const tolerances: Tolerances = { forward: 1e-5, first: 1e-4, second: 1e-3 };

/** One operation, or a composition whose derivatives matter. Its inputs and references are in fixtures/parity.json, by `name`. */
export interface ParityRow {
  readonly name: string;
  /** The kernels that it is about: they must run in the forward pass, on every backend. */
  readonly kernels: readonly string[];
  /** Pure. `never` lets each row take the ranks that it needs. */
  readonly fn: (...inputs: never[]) => tf.Tensor;
  /** Derivatives compared: none, the first, or also the second. */
  readonly order: 0 | 1 | 2;
  /** Wider tolerances than the usual ones in some places. */
  readonly wider?: Partial<Tolerances> & { readonly in: readonly Place[]; readonly why: string };
  /** Backends that do not compute it rightly, and why. The table says so; the suite fails when it has become untrue. */
  readonly lacks?: { readonly [place in Place]?: string };
}
