import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { backendName, when } from '@gen/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { cases } from './cases';

/** Checks every case with tfjs as it is, in a process of its own: what a fix replaces cannot be put back. */
const program = `
  import '@tensorflow/tfjs-layers';
  import '@tensorflow/tfjs-backend-cpu';
  import * as tf from '@tensorflow/tfjs-core';
  import { cases, checkCase } from './cases.ts';

  tf.env().set('IS_NODE', false); // which would have it print advice
  await tf.setBackend('cpu');
  const outcomes = {};
  for (const [topic, ofTopic] of Object.entries(cases)) {
    for (const [name, one] of Object.entries(ofTopic)) {
      const key = topic + ': ' + name;
      outcomes[key] = await checkCase(one).then(() => 'right', (error) => error.code + ': ' + error.message);
    }
  }
  process.stdout.write(JSON.stringify(outcomes));
`;

describe.runIf(when(backendName === 'cpu', 'runs tfjs alone, on cpu'))('tfjs without the fixes', () => {
  let outcomes: Record<string, string> = {};
  beforeAll(async () => {
    const args = ['--import', 'tsx', '--conditions=@gen/source', '--input-type=module', '-e', program];
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
    outcomes = JSON.parse(stdout);
  });

  const keys = Object.entries(cases).flatMap(([topic, ofTopic]) => Object.keys(ofTopic).map((name) => `${topic}: ${name}`));
  it.each(keys)('is wrong about %s, or throws', (key) => {
    expect(outcomes[key]).toMatch(
      /^gradient: checkGradients: expected (the gradient of order [12] with respect to|fn to be differentiable, got)/,
    );
  });
});
