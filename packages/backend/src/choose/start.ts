import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';

interface Registration {
  readonly factory: () => tf.KernelBackend | Promise<tf.KernelBackend>;
  readonly priority: number;
}

// How each backend that was started here starts, so that it can be started again after it was disposed of.
const registrations = new Map<string, Registration>();

/**
 * Makes the instance of a backend, unless there is one.
 *
 * `tf.setBackend` would do it too, but it turns a failure into a warning without the reason, and has the engine point at no
 * backend while it waits. So the factory is called here, and then replaced by its result.
 *
 * @param hint what to do about a failure, put after its reason.
 */
export async function start(name: string, tfjsName: string, hint = ''): Promise<void> {
  const { registry, registryFactory } = tf.engine();
  if (tfjsName in registry) return;
  const registration = registryFactory[tfjsName] as Registration | undefined;
  if (!registration) {
    throw new GenError('backend', `useBackend: expected tfjs to know a backend '${tfjsName}' for '${name}', got none`);
  }
  let instance: tf.KernelBackend;
  try {
    instance = await registration.factory();
  } catch (cause) {
    // tfjs-backend-wasm rejects with a plain object.
    const message = (cause as { message?: string } | null)?.message ?? String(cause);
    throw new GenError('backend', `useBackend: expected backend '${name}' to start, got: ${message}${hint}`, { cause });
  }
  registrations.set(tfjsName, registration);
  tf.removeBackend(tfjsName);
  tf.registerBackend(tfjsName, () => instance, registration.priority);
  tf.findBackend(tfjsName);
}

/** Disposes of the instance of a backend, with all tensors on it; {@link start} makes another. */
export function stop(tfjsName: string): void {
  if (!(tfjsName in tf.engine().registry)) return;
  const { factory, priority } = registrations.get(tfjsName) ?? tf.engine().registryFactory[tfjsName];
  tf.removeBackend(tfjsName);
  tf.registerBackend(tfjsName, factory, priority);
}
