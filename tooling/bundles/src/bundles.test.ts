import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Watched } from '../pages/main.mjs';
import type { Outcome, Request } from '../pages/train-some.mjs';
import { launch, open } from './browser';
import { bundlers } from './bundlers';
import { isolation, type Served, serve } from './serve';

const pages = fileURLToPath(new URL('../pages', import.meta.url));
const wasm = join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out');
const small = { steps: 6, batchSize: 16, hidden: 16, wasmPaths: '/wasm/' };
// Steps that take long enough for a page to freeze visibly, were they taken on it.
const large = { steps: 50, batchSize: 128, hidden: 512, wasmPaths: '/wasm/' };

const onPage = (page: Page, request: Request): Promise<Outcome> =>
  page.evaluate(`trainSome(${JSON.stringify(request)})`) as Promise<Outcome>;
const inWorker = (page: Page, request: Request & { stopAt?: number }): Promise<Watched> =>
  page.evaluate(`trainInWorker(${JSON.stringify(request)})`) as Promise<Watched>;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(Object.entries(bundlers))('a page bundled by %s', (_name, bundle) => {
  let folder = '';
  let warnings: readonly string[] = [];
  let served: Served;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gen-bundle-'));
    warnings = await bundle(pages, folder);
    served = await serve({ '/': folder, '/wasm/': wasm });
  });
  afterAll(async () => {
    served?.server.close();
    await rm(folder, { recursive: true });
  });

  it('is made without a warning', () => {
    expect(warnings).toEqual([]);
  });

  it.each(['cpu', 'wasm', 'simd', 'webgpu'] as const)('trains on %s', async (backend) => {
    const { page, complaints } = await open(browser, served.url);
    const outcome = await onPage(page, { backend, ...small });
    expect(outcome.name).toBe(backend);
    expect(outcome.last).toBeLessThan(outcome.first);
    expect(complaints).toEqual([]);
    expect(served.missing).toEqual([]);
    await page.close();
  });

  it("finds with 'auto' the best that a page without a GPU has, and what it passed over", async () => {
    const { page } = await open(browser, served.url);
    const { name, tried } = await onPage(page, { backend: 'auto', ...small });
    expect(name).toBe('simd');
    expect(tried).toEqual(expect.arrayContaining(['cuda', 'webgpu', 'node']));
    await page.close();
  });

  it.each(['cpu', 'wasm', 'simd', 'webgpu'] as const)('trains in a worker on %s', async (backend) => {
    const { page, complaints } = await open(browser, served.url);
    const { kind, outcome, message, steps } = await inWorker(page, { backend, ...small });
    expect({ kind, message }).toEqual({ kind: 'done', message: undefined });
    expect(outcome).toMatchObject({ name: backend });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('computes on one thread, and on an isolated page on several, on it and in its worker', async () => {
    const request = { backend: 'simd', ...small, threads: 2 } as const;
    const isolated = await serve({ '/': folder }, isolation);
    for (const [url, threads] of [
      [served.url, '1 thread'],
      [isolated.url, '2 threads'],
    ]) {
      const { page, complaints } = await open(browser, url);
      const here = await onPage(page, request);
      const { outcome: there } = await inWorker(page, request);
      for (const outcome of [here, there!]) {
        expect(outcome.description).toMatch(new RegExp(`^WebAssembly with (relaxed )?SIMD, ${threads}$`));
        expect(outcome.last).toBe(here.last);
      }
      expect(complaints).toEqual([]);
      await page.close();
    }
    isolated.server.close();
  });

  // A machine that is busy with something else can hold up a page too.
  it('goes on drawing while a worker trains', { retry: 2 }, async () => {
    const { page } = await open(browser, served.url);
    const { kind, frames, ticks, gap, ms, steps } = await inWorker(page, { backend: 'simd', ...large });
    console.log(
      `${steps.length} steps in ${ms.toFixed(0)} ms: ${frames} frames, ${ticks} ticks, longest gap ${gap.toFixed(0)} ms`,
    );
    expect(kind).toBe('done');
    expect(ms).toBeGreaterThan(250);
    expect(gap).toBeLessThan(200);
    expect(frames).toBeGreaterThan(ms / 100);
    await page.close();
  });

  it('stops the worker between two steps', async () => {
    const { page } = await open(browser, served.url);
    const { kind, steps } = await inWorker(page, { backend: 'cpu', ...large, steps: 5000, stopAt: 3 });
    expect(kind).toBe('stopped');
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThan(1000);
    await page.close();
  });
});
