import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { enableWasmTraining } from './enable-wasm-training';

// No backend is needed: kernels are registered by the name of a backend that may come later, or never.
const added = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'Einsum',
  'MaxPoolGrad',
  'UnsortedSegmentSum',
];
const replaced = [
  'BatchMatMul',
  '_FusedMatMul',
  'Conv2DBackpropInput',
  'Identity',
  'Slice',
  'Softplus',
  'SplitV',
  'Sum',
  'Transpose',
];

const functions = (): [string, tf.KernelFunc][] =>
  tf.getKernelsForBackend('wasm').map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]);

describe('enableWasmTraining', () => {
  it('registers what training needs, for wasm alone', () => {
    const others = tf.getKernelsForBackend('cpu').length;
    enableWasmTraining();
    const names = functions().map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining([...added, ...replaced]));
    expect(tf.getKernelsForBackend('cpu')).toHaveLength(others);
  });

  it('does nothing when called again', () => {
    enableWasmTraining();
    const before = functions();
    enableWasmTraining();
    expect(functions()).toEqual(before);
  });

  it('wraps a kernel that was registered after it', () => {
    enableWasmTraining();
    const ours = tf.getKernel('Identity', 'wasm')!;
    const later: tf.KernelFunc = () => [];
    tf.unregisterKernel('Identity', 'wasm');
    tf.registerKernel({ kernelName: 'Identity', backendName: 'wasm', kernelFunc: later });
    enableWasmTraining();
    expect(tf.getKernel('Identity', 'wasm')!.kernelFunc).not.toBe(later);
    tf.unregisterKernel('Identity', 'wasm');
    tf.registerKernel(ours);
  });

  it.runIf(when(backendName === 'wasm', 'looks at the kernels of wasm'))(
    'keeps what the stock kernels have besides their function',
    () => {
      for (const name of [...added, ...replaced]) expect(tf.getKernel(name, 'wasm')).toMatchObject({ backendName: 'wasm' });
      // Kernels without a part in it stay as they were.
      const { kernelFunc } = tf.getKernel('Conv2D', 'wasm')!;
      enableWasmTraining();
      expect(tf.getKernel('Conv2D', 'wasm')!.kernelFunc).toBe(kernelFunc);
    },
  );
});
