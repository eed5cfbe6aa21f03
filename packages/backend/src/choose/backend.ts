/** The backends that `useBackend` knows. `'native'` is another name for `'node'`. @category Backends */
export type BackendName = 'auto' | 'cuda' | 'webgpu' | 'node' | 'simd' | 'wasm' | 'cpu' | 'native';

/** A backend that can be in use: any {@link BackendName} but `'auto'`, which stands for one of them. @category Backends */
export type ConcreteBackend = Exclude<BackendName, 'auto' | 'native'>;

/** What the backend in use can do. @category Backends */
export interface Capabilities {
  /** The name under which tfjs knows the backend, as `tf.getBackend()` gives it. */
  readonly tfjsName: string;
  /** What computes. */
  readonly device: 'cpu' | 'gpu';
  /** Whether the device is a GPU that software imitates: right, but slower than any CPU backend. */
  readonly software: boolean;
  /** Bits of its floating-point numbers; with 16, an epsilon below 1e-4 is 0. */
  readonly floatPrecision: 16 | 32;
  /** Whether an Adam step is one kernel, `GenAdam`. */
  readonly fusedAdam: boolean;
  /** Whether the GPU computes with 16-bit floats in shaders of one's own (WebGPU's `shader-f16`); tfjs's own kernels use 32. */
  readonly float16: boolean;
  /** Whether the GPU's lanes can exchange values in shaders of one's own (WebGPU's `subgroups`). */
  readonly subgroups: boolean;
  /** How many threads compute, where it is known. */
  readonly threads?: number;
  /** The kernels of tfjs's cpu backend, the most complete one, that this backend does not have, by name. */
  readonly missingKernels: readonly string[];
}

/** What tfjs held at one moment, on all backends together. @category Backends */
export interface MemoryBaseline {
  readonly numTensors: number;
  readonly numBytes: number;
}

/** A backend that `'auto'` passed over, and why. @category Backends */
export interface PassedOver {
  readonly name: ConcreteBackend;
  readonly reason: string;
}

/** The backend in use. @category Backends */
export interface Backend {
  readonly name: ConcreteBackend;
  /** The name that was asked for. */
  readonly requested: BackendName;
  /** What the GPU and its driver call themselves, for example `'nvidia ampere'`; only WebGPU tells. */
  readonly adapter?: string;
  /** For people: what computes, for example `'WebAssembly with SIMD, 2 threads'`. */
  readonly description: string;
  /** What `tf.memory()` gave when the backend was chosen; what is above it later was made since. */
  readonly baseline: MemoryBaseline;
  readonly capabilities: Capabilities;
  /** With `'auto'`, the backends that come first in its order, each with the reason why it is not in use. */
  readonly tried?: readonly PassedOver[];
  /**
   * Frees the backend with all data on it, and the GPU device it holds. `useBackend` gives a new one.
   *
   * Tensors on it can still be disposed of, but not read. If it is in use, tfjs is then on no backend: each operation throws a
   * GenError that says so, until the next `useBackend` or `tf.setBackend`. Calling it again does nothing.
   */
  dispose(): void;
}

/** Options of `useBackend`. @category Backends */
export interface UseBackendOptions {
  /** With `'webgpu'`: accept an adapter that software imitates, as in a browser without a GPU. Default false. */
  readonly allowSoftware?: boolean;
  /**
   * With `'simd'`: how many threads compute, the calling one included; 1 where memory cannot be shared, as on a page that is not
   * cross-origin isolated. Default: as many as the machine runs at once. It stays for later calls, and changes no bit of a result.
   */
  readonly threads?: number;
  /**
   * With `'wasm'` in a bundled page: where the `.wasm` files of tfjs-backend-wasm are served, as a prefix ending in `/` or as a
   * URL for each file name. It counts the first time that the backend starts.
   */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
  /** Stops between the steps of starting a backend; the backend in use before stays in use. */
  readonly signal?: AbortSignal;
}
