import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

// The same files run once per backend. `*.node.test.ts` need Node (files, processes) and stay out of the browser.
const everywhere = ['packages/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'];
const conditions = ['@gen/source', 'module', 'browser', 'development|production'];

function inNode(name: string, env: Record<string, string> = {}): TestProjectConfiguration {
  return {
    resolve: { conditions: ['@gen/source', 'module', 'node', 'development|production'] },
    ssr: { resolve: { conditions: ['@gen/source', 'module', 'node', 'development|production'] } },
    test: {
      name,
      include: everywhere,
      setupFiles: ['tooling/testing/setup.ts'],
      env: { GEN_BACKEND: name, ...env },
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}

const webgpu: TestProjectConfiguration = {
  resolve: { conditions },
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
  test: {
    name: 'webgpu',
    include: everywhere,
    exclude: ['**/*.node.test.ts', '**/node_modules/**'],
    setupFiles: ['tooling/testing/setup.ts'],
    env: { GEN_BACKEND: 'webgpu' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.GEN_CHROMIUM ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
          args: ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-background-networking', '--disable-component-update'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

export default defineConfig({
  test: {
    projects: [inNode('cpu'), inNode('wasm'), inNode('native'), webgpu],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'json-summary'],
    },
  },
});
