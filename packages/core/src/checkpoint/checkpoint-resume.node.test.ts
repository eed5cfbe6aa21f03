import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { backendName } from '@gen/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../random/rng';
import { resumableRun } from './resumable-run';

// Real processes: stopped, resumed, and killed in the middle of a write.
const here = fileURLToPath(new URL('.', import.meta.url));
// Among node_modules, so that the program finds its packages and git does not find the program.
const programs = fileURLToPath(new URL('../../../../node_modules/.cache/gen-tests', import.meta.url));
const program = join(programs, `resume-${backendName}-${process.pid}.mjs`);
const folder = mkdtempSync(join(tmpdir(), 'gen-resume-'));
// Floats that make writing take most of the time of a save.
const ballast = 3_000_000;

const source = `
  import { useBackend } from '@gen/backend';
  import { resumableRun } from './resumable-run';
  const [backend, mode, folder, number] = process.argv.slice(2);
  await useBackend(backend, { allowSoftware: true });
  if (mode === 'train') {
    const run = resumableRun();
    await run.loadIfAny(folder);
    await run.trainTo(Number(number));
    await run.save(folder);
  } else {
    const run = resumableRun({ ballast: Number(number) });
    await run.loadIfAny(folder);
    for (;;) {
      await run.trainTo(run.position.step + 1);
      await run.save(folder);
      process.stdout.write('saved\\n');
    }
  }
`;

beforeAll(async () => {
  mkdirSync(programs, { recursive: true });
  await build({
    stdin: { contents: source, resolveDir: here, loader: 'ts' },
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@gen/source'],
    plugins: [
      {
        name: 'only what is ours',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith('@gen/') ? undefined : { path, external: true }));
        },
      },
    ],
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

/** All files of a checkpoint, but those that a killed write has left. */
const filesIn = (path: string): Map<string, Uint8Array> =>
  new Map(
    readdirSync(path)
      .filter((name) => !name.endsWith('.tmp'))
      .sort()
      .map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]),
  );

const sorted = (files: Map<string, Uint8Array>): Map<string, Uint8Array> =>
  new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Compares without printing a million numbers. */
function expectSameFiles(actual: Map<string, Uint8Array>, expected: Map<string, Uint8Array>): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, bytes] of expected) expect(Buffer.compare(actual.get(name)!, bytes), `difference of ${name}`).toBe(0);
}

async function runToEnd(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, backendName, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const [code] = await once(child, 'exit');
  expect(code, errors).toBe(0);
}

const isWriting = (path: string): boolean => readdirSync(path).some((name) => name.endsWith('.tmp'));

/**
 * Starts a process that saves without end, and kills it so many milliseconds after its first save, or after it has then begun to
 * write another.
 */
async function killAfter(path: string, delay: number, inWrite: boolean): Promise<void> {
  const child = spawn(process.execPath, [program, backendName, 'save', path, String(ballast)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const exit = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exit.then(() => expect.fail(`it ended by itself: ${errors}`))]);
  while (inWrite && !isWriting(path)) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill('SIGKILL');
  const [, signal] = await exit;
  expect(signal, errors).toBe('SIGKILL');
}

describe('a run', () => {
  it('of 20 steps is, byte for byte, one of 10, a save, a new process, a load, and 10 more', async () => {
    const [whole, halves] = [join(folder, 'whole'), join(folder, 'halves')];
    await Promise.all([
      runToEnd('train', whole, '20'),
      runToEnd('train', halves, '10').then(async () => {
        expect(JSON.parse(readFileSync(join(halves, 'checkpoint.json'), 'utf8')).parts.position).toEqual({
          step: 10,
          epoch: 1,
          batch: 3,
        });
        await runToEnd('train', halves, '20');
      }),
    ]);
    expect(readdirSync(halves)).toHaveLength(2);
    expectSameFiles(filesIn(halves), filesIn(whole));
    const here = resumableRun();
    await here.trainTo(20);
    const files = new Map<string, Uint8Array>();
    await here.save(files);
    here.dispose();
    expectSameFiles(filesIn(whole), sorted(files));
  });

  it('killed while it saves leaves a complete checkpoint, ten times over', { timeout: 120_000 }, async () => {
    const seed = Number(process.env.GEN_SEED ?? Date.now() % 1_000_000);
    console.log(`kill -9 at moments of GEN_SEED=${seed}`);
    const rng = createRng(seed);
    const path = join(folder, 'killed');
    const reference = resumableRun({ ballast });
    let interrupted = 0;
    for (let kill = 0; kill < 10; kill++) {
      const inWrite = kill % 2 === 1;
      const delay = (inWrite ? 20 : 200) * rng.next();
      await killAfter(path, delay, inWrite);
      interrupted += isWriting(path) || filesIn(path).size > 2 ? 1 : 0;
      const loaded = resumableRun({ ballast });
      expect(await loaded.loadIfAny(path)).toBe(true);
      const { step } = loaded.position;
      expect(step, `seed ${seed}, kill ${kill} after ${delay} ms`).toBeGreaterThan(reference.position.step);
      await reference.trainTo(step);
      const [expected, actual] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()];
      await reference.save(expected);
      await loaded.save(actual);
      loaded.dispose();
      expectSameFiles(sorted(actual), sorted(expected));
    }
    reference.dispose();
    console.log(`${interrupted} of 10 kills left a write undone`);
    // The next save clears up after all of them.
    const last = resumableRun({ ballast });
    await last.loadIfAny(path);
    await last.save(path);
    last.dispose();
    expect(readdirSync(path).map((name) => name.replace(/-[0-9a-f]{16}\./, '-hash.'))).toEqual([
      'checkpoint.json',
      'weights-hash.safetensors',
    ]);
    expect(existsSync(join(path, 'checkpoint.json.tmp'))).toBe(false);
  });
});
