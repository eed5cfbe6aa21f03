import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArrays } from './arrays.mjs';
import { startWorker } from './process.mjs';

/** @param {readonly number[]} values @param {number} q from 0 to 1 */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

/**
 * Times one step of a workload on several systems, in turn: each round asks every system for one step, while the others wait, so
 * that what else the machine does hits them alike.
 *
 * @param {string} name of the workload
 * @param {import('./workload').Workload} workload
 * @param {readonly import('./systems.mjs').System[]} systems
 * @param {{ steps: number, warmUp: number, progress: (text: string) => void }} options
 * @returns {Promise<{ system: string, milliseconds: number[], losses: number[], error?: string }[]>}
 */
export async function compare(name, workload, systems, { steps, warmUp, progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'gen-bench-'));
  /** @type {{ system: string, milliseconds: number[], losses: number[], error?: string }[]} */
  const results = systems.map(({ name: system }) => ({ system, milliseconds: [], losses: [] }));
  const workers = [];
  try {
    writeArrays(folder, 'parameters', workload.parameters);
    writeArrays(folder, 'inputs', workload.inputs);
    for (const { command } of systems) workers.push(startWorker(command(name, folder)));
    for (let round = 0; round < warmUp + steps; round++) {
      for (const [i, result] of results.entries()) {
        if (result.error !== undefined) continue;
        progress(`${name}: step ${round + 1} of ${warmUp + steps}, ${result.system}`);
        try {
          const { ms, loss } = await workers[i].step();
          result.losses.push(loss);
          if (round >= warmUp) result.milliseconds.push(ms);
        } catch (error) {
          result.error = error instanceof Error ? error.message : String(error);
        }
      }
    }
    return results;
  } finally {
    for (const worker of workers) worker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
