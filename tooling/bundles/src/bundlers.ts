import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { createLogger, build as viteBuild } from 'vite';
import webpack from 'webpack';

/** Bundles the page in `from` (`index.html` with `main.mjs`) into `to`. Returns all that the bundler warned about; throws its errors. */
export type Bundle = (from: string, to: string) => Promise<readonly string[]>;

async function copyPage(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await copyFile(join(from, 'index.html'), join(to, 'index.html'));
}

const vite: Bundle = async (from, to) => {
  const warnings: string[] = [];
  const customLogger = createLogger('warn');
  // That a package which the page imports anyway is not split off says nothing about the bundle.
  const keep = (message: string): void => {
    if (!message.includes('INEFFECTIVE_DYNAMIC_IMPORT')) warnings.push(message);
  };
  Object.assign(customLogger, { warn: keep, warnOnce: keep, error: keep });
  await viteBuild({
    root: from,
    base: './',
    configFile: false,
    customLogger,
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: to, emptyOutDir: true, chunkSizeWarningLimit: 10_000, reportCompressedSize: false },
  });
  return warnings;
};

const withEsbuild: Bundle = async (from, to) => {
  await copyPage(from, to);
  const { warnings } = await esbuild.build({
    absWorkingDir: from,
    // The worker is an entry of its own, beside the page's.
    entryPoints: ['main.mjs', 'worker.mjs'],
    outdir: to,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return warnings.map(({ text }) => text);
};

const withWebpack: Bundle = async (from, to) => {
  await copyPage(from, to);
  const compiler = webpack({
    mode: 'production',
    context: from,
    entry: './main.mjs',
    output: { path: to, filename: 'main.mjs' },
    performance: { hints: false },
  });
  const stats = await new Promise<webpack.Stats>((resolve, reject) => {
    compiler.run((error, result) => (error || !result ? reject(error) : resolve(result)));
  });
  await new Promise((resolve) => compiler.close(resolve));
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return warnings.map(({ message }) => message);
};

export const bundlers: Readonly<Record<string, Bundle>> = { vite, esbuild: withEsbuild, webpack: withWebpack };
