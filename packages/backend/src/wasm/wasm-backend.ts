import type * as tf from '@tensorflow/tfjs-core';

/** What the kernels of this folder use of tfjs-backend-wasm's `BackendWasm`. */
export interface WasmBackend extends tf.KernelBackend {
  /** Emscripten's module, whose exports hold the memory. */
  readonly wasm?: { readonly asm?: Readonly<Record<string, unknown>> };
  readonly dataIdMap: { get(dataId: object): { id: number; memoryOffset: number; refCount: number } };
  makeOutput(shape: number[], dtype: tf.DataType, memoryOffset?: number | null): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** What tfjs hands to a kernel, with the inputs and attributes named by the kernel's author. */
export interface KernelCall<Inputs, Attrs = object> {
  readonly inputs: Inputs;
  readonly attrs: Attrs;
  readonly backend: WasmBackend;
}
