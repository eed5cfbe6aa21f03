import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm run test:browser   the tests on WebGPU, in Chromium
// npm run test:native    the tests on TensorFlow's own library, where GEN_TFJS_NODE names a folder that has @tensorflow/tfjs-node
const root = fileURLToPath(new URL('../..', import.meta.url));
const [where, ...args] = process.argv.slice(2);

/** @type {Record<string, { project: string, check: () => { text: string, status: number } | undefined }>} */
const places = {
  browser: {
    project: 'webgpu',
    check: () =>
      [process.env.GEN_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].some((path) => path && existsSync(path))
        ? undefined
        : {
            text: 'test:browser: no Chromium; install the full browser (apt-get install chromium) or name it in GEN_CHROMIUM',
            status: 1,
          },
  },
  native: {
    project: 'native',
    check: () => {
      const folder = process.env.GEN_TFJS_NODE;
      if (!folder) return { text: 'test:native: skipped, GEN_TFJS_NODE names no folder with @tensorflow/tfjs-node', status: 0 };
      return existsSync(join(folder, 'node_modules/@tensorflow/tfjs-node'))
        ? undefined
        : { text: `test:native: expected ${folder} to hold node_modules/@tensorflow/tfjs-node`, status: 1 };
    },
  },
};

const { project, check } = places[where];
const obstacle = check();
if (obstacle) {
  console.error(obstacle.text);
  process.exit(obstacle.status);
}
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--project', project, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
