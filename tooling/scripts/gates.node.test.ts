import { describe, expect, it } from 'vitest';
import { runGate } from './gates.mjs';

const node = (code: string) => [process.execPath, '-e', code];
const run = (code: string, excuse?: (output: string) => string | undefined) =>
  runGate({ name: 'gate', command: node(code), excuse }, process.cwd());

describe('runGate', () => {
  it('passes with the status 0, and fails with any other and what was printed', async () => {
    expect(await run('')).toMatchObject({ name: 'gate', result: 'passed' });
    expect(await run("console.log('a'); process.exit(3)")).toMatchObject({ result: 'failed', output: 'a\n' });
    expect(await run("console.error('b'); process.exit(3)")).toMatchObject({ result: 'failed', output: 'b\n' });
    expect(await runGate({ name: 'none', command: ['no-such-program'] }, '.')).toMatchObject({ result: 'failed' });
  });

  it('skips with a reason where the failure has an excuse, and only then', async () => {
    const excuse = (output: string) => (output.includes('offline') ? 'no network' : undefined);
    expect(await run("console.log('offline'); process.exit(1)", excuse)).toMatchObject({
      result: 'skipped',
      output: 'no network',
    });
    expect(await run("console.log('wrong'); process.exit(1)", excuse)).toMatchObject({ result: 'failed' });
    expect(await run("console.log('offline')", excuse)).toMatchObject({ result: 'passed' });
  });
});
