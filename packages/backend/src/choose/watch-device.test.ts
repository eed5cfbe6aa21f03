import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { GpuDevice } from './find-gpu';
import { useBackend } from './use-backend';
import { watchDevice } from './watch-device';

const lost =
  /^useBackend: expected the GPU device of backend 'webgpu' to be there, got its loss \(destroyed(: .+)?\); call useBackend\('webgpu'\) for a new one and start from the last checkpoint$/;
const refusal = expect.objectContaining({ name: 'GenError', code: 'backend', message: expect.stringMatching(lost) });

describe.runIf(when(backendName === 'webgpu', 'about WebGPU'))('loss of the device', () => {
  const deviceOf = (): GpuDevice => (tf.backend() as unknown as { device: GpuDevice }).device;

  it('rejects the read that waits and everything after, until a new device', async () => {
    const x = tf.ones([2000]);
    const y = tf.square(x);
    const waiting = y.data();
    deviceOf().destroy();
    await expect(waiting).rejects.toEqual(refusal);
    await expect(y.data()).rejects.toEqual(refusal);
    for (const run of [() => tf.square(y), () => tf.zeros([2]), () => tf.scalar(1), () => y.dataSync()]) {
      expect(run).toThrow(lost);
    }
    const held = tf.memory().numTensors;
    tf.dispose([x, y]);
    expect(held - tf.memory().numTensors).toBe(2);
    await useBackend('webgpu', { allowSoftware: true });
    const sum = tf.tidy(() => tf.sum(tf.square(tf.ones([2000]))));
    expect(await sum.data()).toEqual(Float32Array.of(2000));
    sum.dispose();
  });

  it('is an error of the running step', async () => {
    const w = tf.tidy(() => tf.variable(tf.ones([64, 64])));
    const step = async (): Promise<number> => {
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(tf.matMul(w, w))), [w]);
        w.assign(tf.sub(w, tf.mul(0.01, grads[w.name])));
        return value;
      });
      try {
        return (await loss.data())[0];
      } finally {
        loss.dispose();
      }
    };
    expect(await step()).toBeGreaterThan(0);
    const before = tf.memory().numTensors;
    deviceOf().destroy();
    await expect(step()).rejects.toEqual(refusal);
    await expect(step()).rejects.toEqual(refusal);
    expect(tf.memory().numTensors).toBe(before);
    await useBackend('webgpu', { allowSoftware: true });
    w.dispose();
  });

  it('makes an error of the device that nobody sees reject the next read', async () => {
    const device = deviceOf() as unknown as GPUDevice;
    const x = tf.tidy(() => tf.square(tf.ones([2000])));
    await x.data();
    // A buffer that no device has memory for.
    const buffer = device.createBuffer({ size: 2 ** 52, usage: GPUBufferUsage.STORAGE });
    const y = tf.square(x);
    await expect(y.data()).rejects.toThrow(
      /^useBackend: expected the GPU to compute without error since the last read, got GPU(OutOfMemory|Validation)Error: .+; what it gave since is wrong, so start from the last checkpoint, with smaller tensors if memory ran out$/,
    );
    const z = tf.square(x);
    expect((await z.data())[0]).toBe(1);
    buffer.destroy();
    tf.dispose([x, y, z]);
  });
});

describe('watchDevice', () => {
  it('rejects a read that would wait for ever, and passes on an error that is not of the device', async () => {
    let lose: (info: object) => void = () => {};
    const device = {
      lost: new Promise<object>((resolve) => {
        lose = resolve;
      }),
      addEventListener: () => {},
    } as unknown as GpuDevice;
    const backend = new tf.KernelBackend();
    backend.read = () => new Promise(() => {});
    watchDevice(backend, device);
    const waiting = backend.read({});
    lose({});
    await expect(waiting).rejects.toThrow(/got its loss \(without a reason\)/);
    expect(() => backend.numDataIds()).toThrow(/got its loss/);

    const other = new tf.KernelBackend();
    other.read = () => Promise.reject(new Error('mine'));
    watchDevice(other, { lost: new Promise(() => {}), addEventListener: () => {} } as unknown as GpuDevice);
    await expect(other.read({})).rejects.toThrow('mine');
  });
});
