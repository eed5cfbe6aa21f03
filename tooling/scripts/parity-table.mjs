import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// node tooling/scripts/parity-table.mjs         puts the tables of out/parity into docs/guide/backends.md
// node tooling/scripts/parity-table.mjs --run   runs the parity suite everywhere that it can run here, and then does that
const root = fileURLToPath(new URL('../..', import.meta.url));
const suite = 'tooling/testing/src/parity/parity.test.ts';
const BEGIN = '<!-- parity: begin. Written by `npm run parity`; edits are lost. -->';
const END = '<!-- parity: end -->';
const PLACES = ['cpu', 'wasm', 'simd', 'webgpu (Chromium)', 'webgpu (Node)', 'node', 'cuda'];
/** Topics whose rows are known by their own names better than by their kernels. */
const COMPOSED = ['Normalization', 'Losses', 'Compositions'];

/**
 * @typedef {import('../testing/src/parity/report').Report} Report
 * @typedef {import('../testing/src/parity/report').RowResult} RowResult
 */

/** @param {number} error one significant digit */
const digit = (error) => (error === 0 ? '0' : error.toExponential(0).replace('e-', 'e‑'));

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} body
 */
const table = (head, body) => [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(line)].join('\n');

/** @param {RowResult} row */
const errorsOf = ({ forward, first, second }) => [forward, first, second].filter((error) => error !== undefined);

/**
 * Worst error of some rows of one place; a dagger where one is lacking.
 *
 * @param {readonly RowResult[]} rows
 */
function cell(rows) {
  if (rows.length === 0) return '';
  const right = rows.filter(({ lacks }) => !lacks).flatMap(errorsOf);
  const worst = right.length > 0 ? digit(Math.max(...right)) : '';
  return rows.some(({ lacks }) => lacks) ? `${worst} †`.trim() : worst;
}

/** @param {readonly RowResult[]} rows */
const orderOf = (rows) =>
  String(Math.max(...rows.map((row) => (row.second !== undefined ? 2 : row.first !== undefined ? 1 : 0))));

/**
 * @param {Report} report
 * @returns {string}
 */
function lacking({ place, description, rows, missingKernels }) {
  const lacks = rows.filter((row) => row.lacks).map((row) => `${row.name}: ${row.lacks}`);
  const wide = rows
    .filter((row) => row.wider)
    .map((row) => `${row.name} to ${row.wider?.forward ?? row.wider?.first} only: ${row.wider?.why}`);
  const kernels = missingKernels?.length ? [`no kernel for ${missingKernels.map((name) => `\`${name}\``).join(', ')}`] : [];
  const all = [...lacks, ...wide, ...kernels];
  const items = all.length > 0 ? all.map((text) => `  - ${text}`) : ['  - lacks nothing that is compared here'];
  return [`- **${place}** (${description})`, ...items].join('\n');
}

/**
 * The generated part of the guide.
 *
 * @param {readonly Report[]} reports in the order of the columns
 */
export function parityTables(reports) {
  const [{ tolerances, versions, rows, runs }] = reports;
  const places = reports.map(({ place }) => place);
  /** @param {(row: RowResult) => boolean} belongs */
  const cells = (belongs) => reports.map((report) => cell(report.rows.filter(belongs)));
  const kernels = [...new Set(rows.flatMap((row) => row.kernels))].sort((a, b) => a.localeCompare(b));
  const byKernel = kernels.map((kernel) => {
    const belongs = (/** @type {RowResult} */ row) => row.kernels.includes(kernel);
    return [`\`${kernel}\``, orderOf(rows.filter(belongs)), ...cells(belongs)];
  });
  const byName = rows
    .filter((row) => COMPOSED.includes(row.topic) || row.kernels.length === 0)
    .map((row) => [row.name, orderOf([row]), ...cells(({ name }) => name === row.name)]);
  const curves = runs.map(({ name }) => [
    name,
    ...reports.map((report) => digit(report.runs.find((run) => run.name === name)?.last ?? Number.NaN)),
  ]);
  const usual = [tolerances.forward, tolerances.first, tolerances.second].map(digit);
  return [
    `TensorFlow.js ${versions.tfjs} against PyTorch ${versions.torch} in double precision: the worst \`max |a - b| / max |b|\` of ` +
      `${rows.length} rows, over the values and the derivatives up to the given order. At most ${usual[0]} passes for values, ${usual[1]} ` +
      `for first and ${usual[2]} for second derivatives.`,
    `**Training runs** of ${runs[0].steps} steps from the same bits: relative error of the last step's losses, at most 1e‑3.`,
    table(['', ...places], curves),
    '**Kernels**, with their gradients. † see below.',
    table(['kernel', 'order', ...places], byKernel),
    '**Normalization, losses and compositions.**',
    table(['', 'order', ...places], byName),
    '**What each lacks.**',
    reports.map(lacking).join('\n'),
  ].join('\n\n');
}

/**
 * Replaces what is between the markers.
 *
 * @param {string} guide
 * @param {string} text
 */
export function between(guide, text) {
  const [begin, end] = [guide.indexOf(BEGIN), guide.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`parity-table: expected the guide to hold '${BEGIN}' and then '${END}'`);
  return `${guide.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${guide.slice(end)}`;
}

/** Runs the suite where it can run; what cannot says so itself. Whether none failed. */
function runAll() {
  rmSync(join(root, 'out/parity'), { recursive: true, force: true });
  const places = ['browser', 'webgpu-node', 'native'].map((place) => ['node', 'tooling/scripts/test-on.mjs', place, suite]);
  const all = [
    ['node_modules/.bin/vitest', 'run', '--project', 'cpu', '--project', 'wasm', '--project', 'simd', suite],
    ...places,
  ];
  const results = all.map(([program, ...args]) => spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status);
  return results.every((status) => status === 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const passed = process.argv.includes('--run') ? runAll() : true;
  const folder = join(root, 'out/parity');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  /** @type {Report[]} */
  const reports = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  if (reports.length === 0) throw new Error('parity-table: expected reports in out/parity, got none; give --run');
  reports.sort((a, b) => PLACES.indexOf(a.place) - PLACES.indexOf(b.place));
  const guide = join(root, 'docs/guide/backends.md');
  writeFileSync(guide, between(readFileSync(guide, 'utf8'), parityTables(reports)));
  console.log(`docs/guide/backends.md: ${reports.map(({ place }) => place).join(', ')}`);
  process.exitCode = passed ? 0 : 1;
}
