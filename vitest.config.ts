import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from 'vitest/config';
import { docExamples } from './tooling/doctest/src/vite-plugin.mjs';

// The same files run once per backend. `*.node.test.ts` need Node (files, processes) and stay out of the browser.
const everywhere = ['packages/*/src/**/*.test.ts', 'tooling/testing/src/**/*.test.ts'];
const tooling = ['tooling/*/**/*.node.test.ts'];
const setupFiles = ['tooling/testing/setup.ts'];
// The kernels of @gen/backend-simd, which git does not hold.
const globalSetup = ['packages/backend-simd/assemble.mjs'];

// WebGPU where no hardware answers is imitated on the CPU, and slow.
const patience = (backend: string): number => (backend === 'webgpu' ? 180_000 : 60_000);

// Each of its kernels is compared with tfjs's by the same tests, wherever they run: where it is in use, and in the browser.
const kernelsOfSimd = 'packages/backend-simd/**';

function inNode(name: string, backend: string, include: string[], plugins: Plugin[] = []): TestProjectInlineConfiguration {
  const conditions = ['@gen/source', 'module', 'node', 'development|production'];
  return {
    plugins,
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', ...(backend === 'simd' ? [] : [kernelsOfSimd])],
      setupFiles,
      globalSetup,
      provide: { backend },
      env: { GEN_BACKEND: backend },
      testTimeout: patience(backend),
      hookTimeout: patience(backend),
    },
  };
}

// The kernels of @gen/backend-simd in their other variant, which Node takes by itself from version 22 on.
const relaxed: TestProjectInlineConfiguration[] = [];
if (Number(process.versions.node.split('.')[0]) < 22) {
  const { test, ...rest } = inNode('simd-relaxed', 'simd', ['packages/backend-simd/src/**/*.test.ts']);
  relaxed.push({ ...rest, test: { ...test, execArgv: ['--experimental-wasm-relaxed-simd'] } });
}

// Chromium gives WebGPU without a graphics card (SwiftShader) with one flag, in a full build: the headless shell has none.
const chromium = process.env.GEN_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

// On the built packages, as users get them.
const bundles: TestProjectInlineConfiguration = {
  test: {
    name: 'bundles',
    include: ['tooling/bundles/src/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};

const webgpu: TestProjectInlineConfiguration = {
  resolve: { conditions: ['@gen/source', 'module', 'browser', 'development|production'] },
  // Known ahead, so that no dependency is found (and the page reloaded) in the middle of a run.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      'fast-check',
    ],
  },
  test: {
    name: 'webgpu',
    include: everywhere,
    exclude: ['**/*.node.test.ts', '**/node_modules/**'],
    setupFiles,
    globalSetup,
    provide: { backend: 'webgpu' },
    testTimeout: patience('webgpu'),
    hookTimeout: patience('webgpu'),
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromium,
          args: ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-background-networking', '--disable-component-update'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

export default defineConfig({
  test: {
    projects: [
      inNode('cpu', 'cpu', [...everywhere, ...tooling]),
      inNode('wasm', 'wasm', everywhere),
      inNode('simd', 'simd', everywhere),
      ...relaxed,
      inNode('native', 'node', everywhere),
      inNode('webgpu-node', 'webgpu', everywhere),
      inNode('docs', 'cpu', ['tooling/doctest/examples.ts'], [docExamples()]),
      webgpu,
      bundles,
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'json-summary'],
    },
  },
});
