import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { dawnEnvironment } from '../scripts/dawn-environment.mjs';
import { compare, totals } from './src/compare.mjs';
import { mistakenSpecs } from './src/mistaken-specs.mjs';

// npm run test:conformance -- <backend> [--list]
// Runs tfjs-core's own specs twice, on tfjs alone and with what useBackend and installGradientFixes put in its place. No spec that
// passes on the first may fail on the second, but for the few that assert what is wrong (src/mistaken-specs.mjs); on cpu all pass
// on both. --list names the specs that fail on both.
const BACKENDS = ['cpu', 'wasm', 'simd', 'webgpu', 'node'];
const LEAST_SPECS = 4000; // fewer than that, and the suite was not there
const MINUTES = 20;

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const { version } = require('@tensorflow/tfjs-core/package.json');
const [name = 'cpu', ...flags] = process.argv.slice(2);

/** @param {string} text @param {number} status @returns {never} */
function leave(text, status) {
  console.error(`test:conformance: ${text}`);
  process.exit(status);
}

/** @returns {NodeJS.ProcessEnv} the variables that the backend needs */
function environment() {
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out/');
  const env = { ...process.env, GEN_WASM_PATHS: wasm, TF_CPP_MIN_LOG_LEVEL: '3' };
  if (name === 'node' && !process.env.GEN_TFJS_NODE) {
    return leave('skipped, GEN_TFJS_NODE names no folder with @tensorflow/tfjs-node', 0);
  }
  if (name !== 'webgpu') return env;
  const answer = dawnEnvironment(env);
  if ('env' in answer) return answer.env;
  return leave(`${answer.broken ? 'failed' : 'skipped'}, ${answer.reason}`, answer.broken ? 1 : 0);
}

/** @param {string} folder */
async function bundle(folder) {
  const outfile = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(here, 'src/suite.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // tfjs's package.json calls its specs free of side effects.
    ignoreAnnotations: true,
    // The same files of tfjs-core for all that import it, and our packages from their source.
    mainFields: ['module', 'main'],
    conditions: ['@gen/source'],
    external: ['webgpu'],
    logLevel: 'error',
  });
  return outfile;
}

/**
 * @param {string} suite @param {'stock' | 'ours'} side @param {NodeJS.ProcessEnv} env
 * @returns {{ results: import('./src/compare.mjs').Result[], seconds: number }}
 */
function run(suite, side, env) {
  const began = performance.now();
  const file = join(dirname(suite), `${side}.json`);
  const child = spawnSync(process.execPath, [suite, name, side, file], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: MINUTES * 60_000,
  });
  if (child.status !== 0 || !existsSync(file)) {
    console.error(`${child.stdout}\n${child.stderr}`.trim().split('\n').slice(-30).join('\n'));
    leave(`the suite did not come to its end (${child.signal ?? `status ${child.status}`})`, 1);
  }
  return { results: JSON.parse(readFileSync(file, 'utf8')), seconds: (performance.now() - began) / 1000 };
}

if (!BACKENDS.includes(name)) leave(`expected a backend out of ${BACKENDS.join(', ')}, got ${name}`, 2);
const env = environment();
// Beside this file, where a bundle finds the packages that it does not take in.
mkdirSync(join(here, 'out'), { recursive: true });
const folder = mkdtempSync(join(here, 'out', `${name}-`));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const suite = await bundle(folder);

console.log(`tfjs-core ${version}, its own specs on ${name}`);
const [stock, ours] = /** @type {const} */ (['stock', 'ours']).map((side) => {
  const outcome = run(suite, side, env);
  const { passed, failed, pending } = totals(outcome.results);
  const who = side === 'stock' ? 'tfjs alone' : 'with @gen';
  console.log(`  ${who.padEnd(11)} ${passed} passed, ${failed} failed, ${pending} pending, ${outcome.seconds.toFixed(1)} s`);
  return outcome.results;
});

const { broken, mended, lost: unrun, failing } = compare(stock, ours);
// Made for the backend that is called cpu, and measured against there; @gen/backend-simd has tests of its own like them.
const lost = unrun.filter((spec) => name !== 'simd' || !spec.name.startsWith('Switching cpu backends '));
const reasons = new Map(mistakenSpecs.map(({ name: spec, why }) => [spec, why]));
let worse = broken.filter((spec) => !reasons.has(spec.name));
if (worse.length > 0) {
  // Some specs measure time, and fail now and then on any backend: what fails with @gen fails twice.
  const again = new Set(compare(stock, run(suite, 'ours', env).results).broken.map((spec) => spec.name));
  for (const spec of worse.filter((one) => !again.has(one.name))) console.log(`  failed in one run of two      ${spec.name}`);
  worse = worse.filter((spec) => again.has(spec.name));
}
const mistaken = broken.filter((spec) => reasons.has(spec.name));
const alike = mistakenSpecs.filter((spec) => ![...broken, ...failing].some((other) => other.name === spec.name));

/** @param {string} title @param {readonly { name: string, message?: string }[]} specs @param {boolean} named */
function list(title, specs, named) {
  console.log(`  ${title.padEnd(32)}${specs.length}`);
  if (!named) return;
  for (const { name: spec, message = '' } of specs) console.log(`    ${spec}\n      ${message.split('\n')[0].slice(0, 200)}`);
}
list('fail with @gen only', worse, true);
const explained = mistaken.map((spec) => ({ name: spec.name, message: reasons.get(spec.name) }));
if (mistaken.length > 0) list('assert what is wrong in tfjs', explained, true);
list('fail with tfjs alone only', mended, flags.includes('--list'));
list('fail with both', failing, flags.includes('--list') || name === 'cpu');
if (lost.length > 0) list('did not run with @gen', lost, true);
if (alike.length > 0) list('called mistaken, but pass', alike, true);

const { passed } = totals(ours);
const incomplete = passed + failing.length < LEAST_SPECS;
if (incomplete) console.log(`  expected at least ${LEAST_SPECS} specs, got ${passed + failing.length}`);
const wrong = worse.length + lost.length + alike.length + (name === 'cpu' ? failing.length : 0) + Number(incomplete);
console.log(`${passed} passed, ${wrong} failed`);
process.exitCode = wrong > 0 ? 1 : 0;
