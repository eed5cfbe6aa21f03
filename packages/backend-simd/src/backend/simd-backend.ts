import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Heap } from '../memory/heap';
import type { Team } from '../threads/team';
import { TensorData, type Values } from './tensor-data';

let nextId = 0;

/** Tensors in the memory of WebAssembly, and threads that work on them. What it has no kernel for, tfjs's cpu kernels do there. */
export class SimdBackend extends MathBackendCPU {
  constructor(
    readonly heap: Heap,
    readonly team: Team,
  ) {
    super();
  }

  private entry({ dataId }: tf.TensorInfo): TensorData {
    return this.data.get(dataId as object) as unknown as TensorData;
  }

  private add(data: TensorData): object {
    const dataId = { id: nextId++ };
    this.data.set(dataId, data as never);
    return dataId;
  }

  override write(values: tf.backend_util.BackendValues, _shape: number[], dtype: tf.DataType): object {
    return this.add(new TensorData(this.heap, dtype, this.host(values)));
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const complex = dtype === 'complex64';
    const data = new TensorData(this.heap, dtype, complex ? null : this.host(values));
    data.refCount = refCount;
    this.data.set(dataId, data as never);
    if (!complex) return;
    // Other backends hand over pairs; here the two parts are tensors.
    const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
    data.complexTensorInfos = {
      real: this.makeTensorInfo(shape, 'float32', real),
      imag: this.makeTensorInfo(shape, 'float32', imag),
    };
  }

  /** Where a tensor's numbers begin. */
  pointer(info: tf.TensorInfo): number {
    return this.entry(info).pointer;
  }

  /** A new tensor whose values a kernel will write. */
  output(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    const size = tf.util.sizeFromShape(shape as number[]);
    return { dataId: this.add(TensorData.uninitialized(this.heap, dtype, size)), shape: shape as number[], dtype };
  }

  /** A view of other shape on the same numbers. */
  alias(info: tf.TensorInfo, shape: readonly number[] = info.shape): tf.TensorInfo {
    this.incRef(info.dataId as object);
    return { dataId: info.dataId, shape: shape as number[], dtype: info.dtype };
  }

  /** Memory for the time of `body`, such as a packed operand. */
  withScratch<T>(bytes: number, body: (pointer: number) => T): T {
    const pointer = this.heap.allocate(bytes);
    try {
      return body(pointer);
    } finally {
      this.heap.free(pointer);
    }
  }

  /** A copy: what the caller does with it does not change the tensor, and the memory is used again after the tensor. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const { dtype, values } = this.entry({ dataId } as tf.TensorInfo);
    const type = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype as string];
    return type ? new type(values as Float32Array) : super.readSync(dataId);
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const data = this.data.has(dataId) ? (this.data.get(dataId) as unknown as TensorData) : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && data && !this.data.has(dataId)) data.free();
    return gone;
  }

  override memory(): { unreliable: boolean; reasons: string[]; numBytesInWasm?: number } {
    return { unreliable: false, reasons: [], numBytesInWasm: this.heap.used };
  }

  override dispose(): void {
    this.team.dispose();
  }

  /** An array that this backend may keep: what lies in the memory is a view that kernels of tfjs made of their input. */
  private host(values: tf.backend_util.BackendValues): Values {
    const array = values as Values;
    return ArrayBuffer.isView(array) && this.heap.owns(array) ? array.slice() : array;
  }
}
