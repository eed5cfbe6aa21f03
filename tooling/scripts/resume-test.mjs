// Kills the first example twice, in the middle of each half, lets it go on by --resume, and compares with a run left alone.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const example = resolve('examples/01-few-labels-images');
const folder = mkdtempSync(join(tmpdir(), 'gen-resume-'));
const flags = ['--conditions=@gen/source', '--import', 'tsx', 'main.ts', '--quick', '--steps', '200'];

/**
 * Runs the example until it ends, or until `enough` says so and it is killed without warning.
 *
 * @param {string} out
 * @param {readonly string[]} more
 * @param {(files: readonly string[]) => boolean} [enough] looks at the paths of the files that are there
 * @returns {Promise<void>}
 */
function run(out, more, enough) {
  const child = spawn(process.execPath, [...flags, '--out', out, ...more], {
    cwd: example,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done, fail) => {
    const timer = setInterval(() => {
      const files = existsSync(out) ? readdirSync(out, { recursive: true, encoding: 'utf8' }).map((file) => join(out, file)) : [];
      if (enough?.(files)) child.kill('SIGKILL');
    }, 100);
    child.on('exit', (code, signal) => {
      clearInterval(timer);
      if (enough ? signal === 'SIGKILL' : code === 0) done();
      else fail(new Error(`expected the example to ${enough ? 'be killed' : 'end well'}, got ${signal ?? code}`));
    });
  });
}

/** @param {string} file */
const lines = (file) => readFileSync(file, 'utf8').split('\n').length - 1;

try {
  const alone = join(folder, 'alone');
  const killed = join(folder, 'killed');
  await run(alone, []);
  await run(killed, [], (files) => files.some((file) => file.endsWith(join('plain', 'checkpoint', 'checkpoint.json'))));
  console.log('killed while it learned to generate');
  await run(killed, ['--resume'], (files) =>
    files.some((file) => file.endsWith(join('plain', 'rows.jsonl')) && lines(file) >= 8),
  );
  console.log('killed while it compared');
  await run(killed, ['--resume']);
  const [expected, got] = [alone, killed].map((out) => readFileSync(join(out, 'result.json'), 'utf8'));
  if (expected !== got) throw new Error('expected the same result.json as without the kills, got another');
  console.log(`the same result.json, ${got.length} bytes, as without the kills`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
