import { spawn } from 'node:child_process';

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {readonly string[]} command program and arguments
 * @property {(output: string) => string | undefined} [excuse] why a failure with this output says nothing about the repository
 */

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} result
 * @property {number} seconds
 * @property {string} output what the command printed, or the excuse of one that was skipped
 */

/**
 * Runs one gate to its end.
 *
 * @param {Gate} gate
 * @param {string} root folder to run in
 * @returns {Promise<Outcome>}
 */
export function runGate({ name, command: [program, ...args], excuse }, root) {
  const began = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (/** @type {Buffer} */ data) => {
      output += data;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    /** @param {boolean} passed */
    const finish = (passed) => {
      const reason = passed ? undefined : excuse?.(output);
      const result = passed ? 'passed' : reason ? 'skipped' : 'failed';
      resolve({ name, result, seconds: (performance.now() - began) / 1000, output: reason ?? output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (status) => finish(status === 0));
  });
}
