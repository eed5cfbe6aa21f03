import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dawnEnvironment } from './dawn-environment.mjs';

// npm run test:browser       the tests on WebGPU, in Chromium
// npm run test:webgpu-node   the tests on WebGPU, in Node through Dawn; on the CPU where the machine has no driver for its GPU
// npm run test:native        the tests on TensorFlow's own library, where GEN_TFJS_NODE names a folder that has @tensorflow/tfjs-node
const root = fileURLToPath(new URL('../..', import.meta.url));
const [where, ...args] = process.argv.slice(2);

/**
 * What a place answers: why the tests cannot run there, with the exit status of that, or the variables to run them with.
 *
 * @typedef {{ text: string, status: number } | { env: Record<string, string | undefined> }} Answer
 */

/** @type {Record<string, { project: string, check: () => Answer }>} */
const places = {
  browser: {
    project: 'webgpu',
    check: () =>
      [process.env.GEN_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].some((path) => path && existsSync(path))
        ? { env: process.env }
        : {
            text: 'test:browser: no Chromium; install the full browser (apt-get install chromium) or name it in GEN_CHROMIUM',
            status: 1,
          },
  },
  'webgpu-node': {
    project: 'webgpu-node',
    check: () => {
      const answer = dawnEnvironment();
      if ('reason' in answer) {
        const { reason, broken } = answer;
        return { text: `test:webgpu-node: ${broken ? 'failed' : 'skipped'}, ${reason}`, status: broken ? 1 : 0 };
      }
      console.error(`test:webgpu-node: on ${answer.adapter}`);
      return answer;
    },
  },
  native: {
    project: 'native',
    check: () => {
      const folder = process.env.GEN_TFJS_NODE;
      if (!folder) return { text: 'test:native: skipped, GEN_TFJS_NODE names no folder with @tensorflow/tfjs-node', status: 0 };
      return existsSync(join(folder, 'node_modules/@tensorflow/tfjs-node'))
        ? { env: process.env }
        : { text: `test:native: expected ${folder} to hold node_modules/@tensorflow/tfjs-node`, status: 1 };
    },
  },
};

const { project, check } = places[where];
const answer = check();
if ('text' in answer) {
  console.error(answer.text);
  process.exit(answer.status);
}
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--project', project, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: answer.env,
});
process.exit(status ?? 1);
