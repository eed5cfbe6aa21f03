import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a worker that answers every line with a line of JSON.
 *
 * @param {readonly [command: string, ...args: string[]]} commandLine
 * @returns {{ step(): Promise<{ ms: number, loss: number }>, stop(): void }}
 */
export function startWorker([command, ...args]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-4000);
  });
  child.stdin.on('error', () => {}); // the worker ended: said by the missing answer
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.on('error', resolve).on('close', resolve));
  return {
    async step() {
      child.stdin.write('\n');
      for (;;) {
        const { value, done } = await answers.next();
        if (done) {
          await ended;
          const lines = complaint.trim().split('\n');
          throw new Error(lines.find((line) => /Error\b/.test(line)) ?? lines.at(-1) ?? 'ended without a word');
        }
        if (value.startsWith('{')) return JSON.parse(value);
      }
    },
    stop: () => child.kill(),
  };
}
