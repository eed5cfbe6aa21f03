import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../pages/train-some.mjs';
import { launch, open } from './browser';
import { bundlers } from './bundlers';
import { serve } from './serve';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = join(here, '../..');
// All that is installed where a person has the cpu backend only.
const installed = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu', 'fflate'];
const ours = ['backend', 'core', 'datasets', 'losses', 'vae'];
const absent = ['@gen/backend-simd', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu'];

describe('a page where only the cpu backend is installed', () => {
  let folder = '';
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gen-peers-'));
    await cp(join(here, 'pages'), join(folder, 'pages'), { recursive: true });
    // Ours are copied: a link would be followed back here, to what is installed for the tests.
    for (const name of ours) {
      const to = join(folder, 'node_modules/@gen', name);
      await mkdir(to, { recursive: true });
      for (const part of ['package.json', 'dist']) {
        await cp(join(root, 'packages', name, part), join(to, part), { recursive: true });
      }
    }
    for (const name of installed) {
      const to = join(folder, 'node_modules', name);
      await mkdir(dirname(to), { recursive: true });
      await symlink(join(root, 'node_modules', name), to);
    }
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  it.each(Object.entries(bundlers))('is bundled by %s, trains, and says what is not installed', async (name, bundle) => {
    const to = join(folder, `out-${name}`);
    const warnings = await bundle(join(folder, 'pages'), to);
    // webpack names what it does not find; the others leave it to the page.
    if (name !== 'webpack') expect(warnings).toEqual([]);
    for (const warning of warnings) expect(absent.some((peer) => warning.includes(`Can't resolve '${peer}'`))).toBe(true);
    const { url, server } = await serve({ '/': to });
    const { page } = await open(browser, url);
    const request = { backend: 'cpu', steps: 6, batchSize: 16, hidden: 16 };
    const { last, first } = (await page.evaluate(`trainSome(${JSON.stringify(request)})`)) as Outcome;
    expect(last).toBeLessThan(first);
    for (const [backend, peer] of [
      ['wasm', '@tensorflow/tfjs-backend-wasm'],
      ['simd', '@gen/backend-simd'],
    ]) {
      await expect(page.evaluate(`trainSome(${JSON.stringify({ ...request, backend })})`)).rejects.toThrow(
        `useBackend: expected the package ${peer} for backend '${backend}', got none; run: npm install ${peer}`,
      );
    }
    await page.close();
    server.close();
  });
});
