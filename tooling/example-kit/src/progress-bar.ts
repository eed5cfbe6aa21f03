import { Presets, SingleBar } from 'cli-progress';
import { share } from './companion';

/** One line on a terminal that shows how far a stage has come. */
export interface ProgressBar {
  /** `done` of the stage's total, and a few words about it. */
  update(done: number, note?: string): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere (a log) one line at the beginning and one at the end. */
export function progressBar(stage: string, total: number): ProgressBar {
  const begun = performance.now();
  if (!process.stdout.isTTY) {
    process.stdout.write(`${stage} ...\n`);
    let last = '';
    return {
      update: (_, note = '') => {
        last = note;
      },
      stop: () => process.stdout.write(`${stage} done in ${seconds(performance.now() - begun)}  ${last}\n`),
    };
  }
  const bar = new SingleBar(
    { format: `${stage.padEnd(28)} {bar} {percentage}%  {time}  {note}`, barsize: 30, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: '', time: '' });
  return {
    update: (done, note = '') => bar.update(done, { note, time: seconds(performance.now() - begun) }),
    stop: () => bar.stop(),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;

/** Runs a stage with a bar of its own; companions run theirs without one. */
export async function stage(name: string, total: number, body: (bar: ProgressBar) => Promise<void>): Promise<void> {
  const bar = share === undefined ? progressBar(name, total) : { update: () => undefined, stop: () => undefined };
  try {
    await body(bar);
  } finally {
    bar.stop();
  }
}
