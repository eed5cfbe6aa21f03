import type * as tf from '@tensorflow/tfjs-core';
import type { Heap } from '../memory/heap';

export type Values = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/**
 * The numbers of a tensor: in the memory of WebAssembly from the first kernel on that works there, before that as the array that
 * tfjs or one of its own kernels made.
 */
export class TensorData {
  refCount = 1;
  complexTensorInfos?: { real: tf.TensorInfo; imag: tf.TensorInfo };
  #pointer = 0;

  constructor(
    private readonly heap: Heap,
    readonly dtype: tf.DataType,
    private host: Values | null,
    private readonly size: number = host?.length ?? 0,
  ) {}

  /** Makes room for `size` numbers, with nothing known about their values. */
  static uninitialized(heap: Heap, dtype: tf.DataType, size: number): TensorData {
    const data = new TensorData(heap, dtype, null, size);
    data.#pointer = heap.allocate(dtype === 'bool' ? size : size * 4);
    return data;
  }

  /** Where the numbers are. Puts them there, if they are not yet. */
  get pointer(): number {
    if (this.#pointer === 0) {
      const { host, dtype, heap } = this;
      this.#pointer = heap.allocate(dtype === 'bool' ? this.size : this.size * 4);
      this.host = null;
      (this.values as Float32Array).set(host as Float32Array);
    }
    return this.#pointer;
  }

  /** The numbers as tfjs's kernels read them: a view of the memory, valid until the next allocation. */
  get values(): Values | null {
    if (this.#pointer === 0) return this.host;
    const { int32, float32, uint8 } = this.heap;
    const { size, dtype } = this;
    if (dtype === 'bool') return uint8.subarray(this.#pointer, this.#pointer + size);
    const begin = this.#pointer >>> 2;
    return (dtype === 'int32' ? int32 : float32).subarray(begin, begin + size);
  }

  free(): void {
    if (this.#pointer !== 0) this.heap.free(this.#pointer);
    this.#pointer = 0;
    this.host = null;
  }
}
