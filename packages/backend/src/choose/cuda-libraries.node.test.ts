import { describe, expect, it } from 'vitest';
import { whyNoGpu } from './cuda-libraries';

const here = (absent: readonly string[], loaded: readonly string[] = [], platform = 'linux') => ({
  platform,
  canOpen: (library: string) => !absent.includes(library),
  loaded: () => loaded,
});

describe('whyNoGpu', () => {
  it.each([
    ['no driver', here(['libcuda.so.1', 'libcudnn.so.8']), /^expected an NVIDIA driver, got none \(no libcuda\.so\.1\); install/],
    [
      'no CUDA',
      here(['libcudart.so.11.0', 'libcudnn.so.8']),
      /^expected CUDA 11\.2 and cuDNN 8\.1, .* got no libcudart\.so\.11\.0; /,
    ],
    ['no cuDNN', here(['libcudnn.so.8']), /^expected CUDA 11\.2 and cuDNN 8\.1, .* got no libcudnn\.so\.8; install both/],
    [
      'a build for the CPU',
      here([], ['/lib/libtensorflow.so.2']),
      /^expected a TensorFlow that is built for CUDA, got a build for the CPU only; run: npm rebuild @tensorflow\/tfjs-node-gpu, or use backend 'node'$/,
    ],
    [
      'no GPU',
      here([], ['/lib/libcudart.so.11.0']),
      /^expected an NVIDIA GPU that CUDA can use, got none; see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it$/,
    ],
    ['no GPU on Windows', here(['libcuda.so.1'], [], 'win32'), /^expected an NVIDIA GPU that CUDA can use, got none;/],
  ])('%s', (_, machine, sentence) => {
    expect(whyNoGpu(machine)).toMatch(sentence);
  });

  it('asks this machine', () => {
    expect(whyNoGpu()).toMatch(/^expected .+, got .+; /);
    const machine = { ...here([]), platform: process.platform as string };
    expect(
      whyNoGpu({ ...machine, loaded: () => (process.report.getReport() as { sharedObjects: string[] }).sharedObjects }),
    ).toMatch(process.platform === 'linux' ? /build for the CPU only/ : /NVIDIA GPU/);
  });
});
