import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

// The one bundler configuration: entries are the `@gen/source` conditions of the package's own `exports`.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports)
  .map((conditions) => conditions['@gen/source'])
  .filter(Boolean);

export default defineConfig({
  entry: Object.fromEntries(entries.map((path) => [path.replace(/^\.\/src\//, '').replace(/\.ts$/, ''), path])),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  removeNodeProtocol: false,
  dts: true,
  sourcemap: true,
  clean: true,
  silent: true,
  splitting: true,
  // Rollup's tree shaking also splits the CommonJS output, where tsup's own way would lower `??` and `?.` in hot loops.
  treeshake: true,
});
