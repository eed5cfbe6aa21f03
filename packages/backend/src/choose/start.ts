import { GenError } from '@gen/core';
import * as tf from '@tensorflow/tfjs-core';
import { closeBackend, closedError } from './close-backend';
import { useNoBackend } from './no-backend';

interface Registration {
  readonly factory: () => tf.KernelBackend | Promise<tf.KernelBackend>;
  readonly priority: number;
}

interface Started {
  readonly name: string;
  readonly instance: tf.KernelBackend;
  /** How it started, so that it can be started again after it was disposed of. */
  readonly registration: Registration;
}

const started = new Map<string, Started>();

const running = (tfjsName: string): tf.KernelBackend | undefined => tf.engine().registry[tfjsName];

/** What was started here, unless somebody else has replaced it in tfjs's registry since. */
function startedAs(tfjsName: string): Started | undefined {
  const entry = started.get(tfjsName);
  return entry && entry.instance === running(tfjsName) ? entry : undefined;
}

/**
 * Makes the instance of a backend, unless there is one that works.
 *
 * `tf.setBackend` would do it too, but it turns a failure into a warning without the reason, and has the engine point at no
 * backend while it waits. So the factory is called here, and then replaced by its result.
 *
 * @param hint what to do about a failure, put after its reason.
 * @returns whether it was made by this call.
 */
export async function start(name: string, tfjsName: string, hint = ''): Promise<boolean> {
  const present = running(tfjsName);
  if (present && !closedError(present)) return false;
  const registration: Registration | undefined = startedAs(tfjsName)?.registration ?? tf.engine().registryFactory[tfjsName];
  if (!registration) {
    throw new GenError('backend', `useBackend: expected tfjs to know a backend '${tfjsName}' for '${name}', got none`);
  }
  let instance: tf.KernelBackend;
  try {
    instance = await registration.factory();
  } catch (cause) {
    if (GenError.is(cause)) throw cause;
    // tfjs-backend-wasm rejects with a plain object.
    const message = (cause as { message?: string } | null)?.message ?? String(cause);
    throw new GenError('backend', `useBackend: expected backend '${name}' to start, got: ${message}${hint}`, { cause });
  }
  tf.removeBackend(tfjsName);
  tf.registerBackend(tfjsName, () => instance, registration.priority);
  tf.findBackend(tfjsName);
  started.set(tfjsName, { name, instance, registration });
  return true;
}

/**
 * Disposes of an instance of a backend, with all data on it; {@link start} makes another. Does nothing if it is gone already.
 *
 * If it is in use, tfjs is on no backend afterwards.
 */
export function stop(name: string, tfjsName: string, instance: tf.KernelBackend | undefined = running(tfjsName)): void {
  if (!instance || instance !== running(tfjsName)) return;
  const { factory, priority } = startedAs(tfjsName)?.registration ?? (tf.engine().registryFactory[tfjsName] as Registration);
  const inUse = tf.getBackend() === tfjsName;
  tf.removeBackend(tfjsName);
  tf.registerBackend(tfjsName, factory, priority);
  started.delete(tfjsName);
  const again = `call useBackend('${name}')`;
  const gone = `useBackend: expected a tensor on a backend that is there, got one on '${name}', which was disposed of`;
  closeBackend(instance, `${gone}; ${again} and make the tensor anew`);
  if (!inUse) return;
  const kernelNames = tf.getKernelsForBackend(tfjsName).map(({ kernelName }) => kernelName);
  useNoBackend(
    `useBackend: expected a backend in use, got none, since '${name}' was disposed of; ${again} or another`,
    kernelNames,
  );
}

/** Disposes of every backend that was started here, is not in use, and has no data on it or does not work any more. */
export function stopIdle(): void {
  for (const tfjsName of [...started.keys()]) {
    const entry = startedAs(tfjsName);
    if (!entry) started.delete(tfjsName);
    else if (tfjsName === tf.getBackend()) continue;
    else if (closedError(entry.instance) || entry.instance.numDataIds() === 0) stop(entry.name, tfjsName);
  }
}
