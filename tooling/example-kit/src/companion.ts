import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const variable = 'GEN_EXAMPLE_SHARE';

/** The share of the work that this process was started for; undefined in the process that a person started. */
export const share: string | undefined = process.env[variable];

/** Threads for each of two processes that share the machine. */
export const threads: number = Math.max(1, Math.floor(availableParallelism() / 2));

/** A second process that runs the same script on its own share of the work: one tfjs engine a process, two cores in use. */
export interface Companion {
  /** Resolves when it has ended well; rejects with what went wrong. */
  readonly finished: Promise<void>;
}

/**
 * Starts this script once more for another share of the work. It ends when this process does, however that ends.
 */
export function startCompanion(name: string, script: string): Companion {
  const child = fork(fileURLToPath(script), process.argv.slice(2), {
    env: { ...process.env, [variable]: name },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-4000);
  });
  const finished = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the companion process '${name}' ended with ${signal ?? code}\n${errors}`));
    });
  });
  finished.catch(() => undefined); // reported where it is awaited
  process.once('exit', () => child.kill());
  return { finished };
}

if (share !== undefined) process.once('disconnect', () => process.exit(1));
