import { GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';
import { closeBackend, closedError } from './close-backend';
import type { GpuDevice } from './find-gpu';

// How long a read that failed waits for the news that the device is lost.
const patience = 1000;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Makes the loss of a GPU device an error: reads that wait, and everything after it, throw a GenError instead of giving zeros.
 * An error of the device that nobody else sees, such as memory that ran out, makes the next read throw.
 */
export function watchDevice(backend: tf.KernelBackend, device: GpuDevice): void {
  const waiting = new Set<(error: unknown) => void>();
  const { read } = backend;
  let fault: Error | undefined;
  const takeFault = (): GenError | undefined => {
    if (!fault) return undefined;
    const got = `${fault.constructor.name}: ${fault.message.split('\n')[0]}`;
    fault = undefined;
    return new GenError(
      'backend',
      `useBackend: expected the GPU to compute without error since the last read, got ${got}; what it gave since is wrong, so start from the last checkpoint, with smaller tensors if memory ran out`,
    );
  };

  backend.read = async (dataId) => {
    let reject: (error: unknown) => void = () => {};
    const stopped = new Promise<never>((_, stop) => {
      reject = stop;
    });
    waiting.add(reject);
    try {
      const values = await Promise.race([read.call(backend, dataId), stopped]);
      const error = closedError(backend) ?? takeFault();
      if (error) throw error;
      return values;
    } catch (error) {
      if (GenError.is(error)) throw error;
      // The read fails first, and then it becomes known why.
      if (!fault) await Promise.race([device.lost, wait(patience)]);
      throw closedError(backend) ?? takeFault() ?? error;
    } finally {
      waiting.delete(reject);
    }
  };

  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= error;
  });

  void device.lost.then(({ reason, message }) => {
    // Not if it was disposed of, which destroys the device too.
    if (closedError(backend)) return;
    const why = [reason, message].filter(Boolean).join(': ') || 'without a reason';
    closeBackend(
      backend,
      `useBackend: expected the GPU device of backend 'webgpu' to be there, got its loss (${why}); call useBackend('webgpu') for a new one and start from the last checkpoint`,
    );
    for (const reject of waiting) reject(closedError(backend));
  });
}
