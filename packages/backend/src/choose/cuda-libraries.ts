import { canOpen } from './can-open';

// What TensorFlow 2.9 opens when it starts, as NVIDIA names it on Linux; the driver first.
const driver = 'libcuda.so.1';
const libraries = [
  'libcudart.so.11.0',
  'libcublas.so.11',
  'libcublasLt.so.11',
  'libcufft.so.10',
  'libcurand.so.10',
  'libcusolver.so.11',
  'libcusparse.so.11',
  'libcudnn.so.8',
];

/** The versions that tfjs-node-gpu 4.22 is built for, with what to do about a library of them that is not there. */
export const missingLibrary = (library: string): string =>
  `expected CUDA 11.2 and cuDNN 8.1, which tfjs-node-gpu 4.22 is built for, got no ${library}; install both, and name their folders in LD_LIBRARY_PATH before Node starts`;

export const missingDriver =
  'expected an NVIDIA driver, got none (no libcuda.so.1); install the driver of the GPU, 450.80.02 or later';

/** Shared libraries that this process has loaded. */
function loadedLibraries(): readonly string[] {
  return (process.report?.getReport() as { sharedObjects?: string[] } | undefined)?.sharedObjects ?? [];
}

interface Machine {
  readonly platform: string;
  readonly canOpen: (library: string) => boolean;
  readonly loaded: () => readonly string[];
}

/**
 * Why TensorFlow, which is loaded, sees no GPU: it says so on the standard error only.
 *
 * @param here what the machine is; the parameters are for tests.
 * @returns "expected ..., got ...; do this".
 */
export function whyNoGpu(here: Machine = { platform: process.platform, canOpen, loaded: loadedLibraries }): string {
  // Elsewhere the names are others, and the loader's search too.
  if (here.platform === 'linux') {
    if (!here.canOpen(driver)) return missingDriver;
    const absent = libraries.find((library) => !here.canOpen(library));
    if (absent) return missingLibrary(absent);
    if (!here.loaded().some((path) => path.includes('libcudart'))) {
      return "expected a TensorFlow that is built for CUDA, got a build for the CPU only; run: npm rebuild @tensorflow/tfjs-node-gpu, or use backend 'node'";
    }
  }
  return 'expected an NVIDIA GPU that CUDA can use, got none; see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it';
}
