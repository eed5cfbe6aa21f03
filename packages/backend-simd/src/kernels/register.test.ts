import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import '../index';
import { registerKernels } from './register';

const name = 'gen-register';
const kernelsOf = (backendName: string): string[] => tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName);

afterAll(() => {
  for (const kernelName of kernelsOf(name)) tf.unregisterKernel(kernelName, name);
});

describe('registerKernels', () => {
  registerKernels(name);

  it('leaves out no kernel of tfjs', () => {
    expect(kernelsOf(name)).toEqual(expect.arrayContaining(kernelsOf('cpu')));
    expect(kernelsOf('simd').sort()).toEqual(kernelsOf(name).sort());
  });

  it('puts ours before those that take the time of training', () => {
    const wanted = `Add AddN BatchMatMul BatchToSpaceND Cast Concat Conv2D Conv2DBackpropFilter Conv2DBackpropInput DepthToSpace
      DepthwiseConv2dNative Einsum Equal Exp FusedBatchNorm FusedConv2D GatherV2 GenAdam Greater Log Max MaxPool MaxPoolGrad
      Mean Multiply OneHot PadV2 Pow RealDiv Relu ResizeBilinear Rsqrt Select Sigmoid Slice Softmax Softplus SpaceToBatchND
      SplitV Sqrt Square Step StridedSlice Sub Sum Tanh Tile Transpose UnsortedSegmentSum _FusedMatMul`.split(/\s+/);
    const func = (kernelName: string, backendName: string): unknown => tf.getKernel(kernelName, backendName)?.kernelFunc;
    expect(wanted.filter((kernelName) => !func(kernelName, name))).toEqual([]);
    expect(wanted.filter((kernelName) => func(kernelName, name) === func(kernelName, 'cpu'))).toEqual([]);
    // One that is not worth it.
    expect(func('FFT', name)).toBe(func('FFT', 'cpu'));
  });

  it('leaves to tfjs what ours do not take', async () => {
    const before = tf.getBackend();
    await tf.setBackend('simd');
    const sum = tf.tidy(() => tf.add(tf.complex([1, 2], [3, 4]), tf.complex([1, 1], [1, 1])));
    expect(Array.from(await sum.data())).toEqual([2, 4, 3, 5]);
    sum.dispose();
    await tf.setBackend(before);
  });
});
