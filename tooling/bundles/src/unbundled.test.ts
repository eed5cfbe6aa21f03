import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../pages/train-some.mjs';
import { launch, open } from './browser';
import { type Served, serve } from './serve';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const root = join(here, '../..');
const request = { steps: 6, batchSize: 16, hidden: 16 };

const tfjs = (name: string, file: string): string => `/node_modules/@tensorflow/tfjs-${name}/dist/tf-${file}.fesm.js`;
const ours = ['backend', 'backend-simd', 'core', 'datasets', 'losses', 'vae'].map((name) => [
  `@gen/${name}`,
  `/packages/${name}/dist/index.js`,
]);
const nothing = 'data:text/javascript,export default {}';
// tfjs's own files for browsers still import a CommonJS package and, with the wasm backend, modules of Node.
const imports = {
  ...Object.fromEntries(ours),
  '@gen/core/layers': '/packages/core/dist/layers/from-layers.js',
  '@tensorflow/tfjs-core': tfjs('core', 'core'),
  '@tensorflow/tfjs-layers': tfjs('layers', 'layers'),
  '@tensorflow/tfjs-backend-cpu': tfjs('backend-cpu', 'backend-cpu'),
  '@tensorflow/tfjs-backend-wasm': tfjs('backend-wasm', 'backend-wasm'),
  '@tensorflow/tfjs-backend-webgpu': tfjs('backend-webgpu', 'backend-webgpu'),
  fflate: '/node_modules/fflate/esm/browser.js',
  seedrandom: 'data:text/javascript,export const alea = globalThis.alea',
  ...Object.fromEntries(['fs', 'path', 'os', 'perf_hooks'].map((name) => [name, nothing])),
};

describe('a page with an import map', () => {
  let browser: Browser;
  let served: Served;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gen-import-map-'));
    const page = await readFile(join(here, 'pages/index.html'), 'utf8');
    const head = `<script src="/node_modules/seedrandom/lib/alea.js"></script>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="/pages/main.mjs"></script>`;
    await writeFile(join(folder, 'index.html'), page.replace(/<script.*<\/script>/, head));
    const folders = { '/': folder, '/pages/': join(here, 'pages') };
    served = await serve({ ...folders, '/packages/': join(root, 'packages'), '/node_modules/': join(root, 'node_modules') });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    served.server.close();
    await rm(folder, { recursive: true });
  });

  it.each(['cpu', 'wasm', 'simd', 'webgpu'] as const)('trains on %s', async (backend) => {
    const { page, complaints } = await open(browser, served.url);
    const wasmPaths = '/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/';
    const outcome = (await page.evaluate(`trainSome(${JSON.stringify({ ...request, backend, wasmPaths })})`)) as Outcome;
    expect(outcome.name).toBe(backend);
    expect(outcome.last).toBeLessThan(outcome.first);
    expect(complaints).toEqual([]);
    expect(served.missing).toEqual([]);
    await page.close();
  });
});

describe('a program in Node', () => {
  let folder = '';
  beforeAll(async () => {
    await mkdir(join(here, 'out'), { recursive: true });
    folder = await mkdtemp(join(here, 'out/node-'));
    // The page's own module with require in place of import, and each package left where it is.
    const common = { entryPoints: [join(here, 'pages/train-some.mjs')], bundle: true, platform: 'node' as const };
    await build({ ...common, packages: 'external', format: 'cjs', outfile: join(folder, 'unbundled.cjs') });
    await build({ ...common, packages: 'external', format: 'esm', outfile: join(folder, 'unbundled.mjs') });
    const { warnings } = await build({ ...common, format: 'cjs', outfile: join(folder, 'bundled.cjs'), logLevel: 'silent' });
    expect(warnings.map(({ text }) => text)).toEqual([]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function outcomeOf(file: string, backend: string): Promise<Outcome> {
    const load = file.endsWith('.mjs') ? `await import('./${file}')` : `require('./${file}')`;
    const wasmPaths = file.startsWith('bundled') ? join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/') : undefined;
    const options = JSON.stringify({ ...request, backend, wasmPaths });
    const program = `(async () => {
      const { trainSome } = ${load};
      process.stdout.write(JSON.stringify(await trainSome(${options})));
      process.exit();
    })()`;
    const { stdout, stderr } = await run(process.execPath, ['-e', program], { cwd: folder });
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  it.each([
    ['ES modules', 'unbundled.mjs'],
    ['CommonJS', 'unbundled.cjs'],
    ['one bundled file', 'bundled.cjs'],
  ])('trains as %s', async (_form, file) => {
    for (const backend of ['cpu', 'wasm', 'simd']) {
      const { name, first, last } = await outcomeOf(file, backend);
      expect(name).toBe(backend);
      expect(last).toBeLessThan(first);
    }
  });
});
