import { type Place, type Tolerances, tolerances } from './row';

/** One line of the table of rows: worst relative errors, and what is lacking. */
export interface RowResult {
  readonly name: string;
  readonly topic: string;
  readonly kernels: readonly string[];
  /** Absent where the row could not be computed. */
  readonly forward?: number;
  readonly first?: number;
  readonly second?: number;
  /** Tolerances that differ from the usual ones here, and why. */
  readonly wider?: Partial<Tolerances> & { readonly why: string };
  /** Why this place does not compute the row rightly. */
  readonly lacks?: string;
}

/** One training run: relative errors of its curves. */
export interface RunResult {
  readonly name: string;
  /** Whether the initial variables were the same bits. */
  readonly sameStart: boolean;
  /** `|a - b| / |b|` at the last step, of the worst curve. */
  readonly last: number;
  /** `max |a - b| / max |b|` over all steps, of the worst curve. */
  readonly worst: number;
  readonly steps: number;
}

/** What a run of the suite writes to `out/parity/<place>.json`. */
export interface Report {
  readonly place: Place;
  /** What computed, in the words of `useBackend`. */
  readonly description: string;
  /** Kernels that tfjs has on another backend and not on this one; absent if unknown. */
  readonly missingKernels?: readonly string[];
  readonly versions: { readonly tfjs: string; readonly torch: string };
  readonly tolerances: Tolerances;
  readonly rows: readonly RowResult[];
  readonly runs: readonly RunResult[];
}

const digits = (error: number | undefined): string => (error === undefined ? '' : error === 0 ? '0' : error.toExponential(1));

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The report for people: a table of rows, and one of training runs. */
export function formatReport({ place, description, rows, runs }: Report): string {
  const head = ['row', 'kernels', 'forward', 'order 1', 'order 2', ''];
  const body = rows.map(({ name, kernels, forward, first, second, lacks, wider }) => [
    name,
    kernels.join(' '),
    ...[forward, first, second].map(digits),
    lacks ? `lacks: ${lacks}` : wider ? `wider: ${wider.why}` : '',
  ]);
  const trained = runs.map(({ name, sameStart, last, worst, steps }) => [
    name,
    sameStart ? 'same bits at the start' : 'OTHER BITS AT THE START',
    `step ${steps}: ${digits(last)}`,
    `all steps: ${digits(worst)}`,
  ]);
  const usual = [tolerances.forward, tolerances.first, tolerances.second].map(digits).join(', ');
  return [
    `Parity of ${place} (${description}) with float64: worst relative error, max |a - b| / max |b|, at most ${usual}`,
    columns([head, ...body]),
    ...(trained.length > 0 ? ['', columns(trained)] : []),
  ].join('\n');
}

/** Writes the report into the repository's `out/parity`, also from a page. */
export async function writeReport(report: Report, inBrowser: boolean): Promise<void> {
  const path = `out/parity/${report.place.replace(/\W+/g, '-').replace(/-$/, '').toLowerCase()}.json`;
  const text = `${JSON.stringify(report, null, 1)}\n`;
  if (inBrowser) {
    const { commands } = await import('vitest/browser');
    await commands.writeFile(path, text);
  } else {
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir('out/parity', { recursive: true });
    await writeFile(path, text);
  }
}
