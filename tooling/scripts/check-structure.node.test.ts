import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkStructure } from './check-structure.mjs';

let root = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function manifest(name: string, more: object = {}): string {
  return JSON.stringify({
    name: `@gen/${name}`,
    sideEffects: false,
    repository: { directory: `packages/${name}` },
    publishConfig: { provenance: true },
    exports: { '.': { '@gen/source': './src/index.ts' } },
    dependencies: { '@gen/core': '^0.1.0', fflate: '0.8.3' },
    peerDependencies: { '@tensorflow/tfjs-core': '^4.22.0' },
    ...more,
  });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gen-structure-'));
  for (const name of ['losses', 'vae']) {
    write(`packages/${name}/package.json`, manifest(name));
    write(`packages/${name}/README.md`, '');
    write(`packages/${name}/LICENSE`, '');
    write(`packages/${name}/src/index.ts`, "export { mean } from './combine/mean';\n");
    write(`packages/${name}/src/combine/mean.ts`, "import * as tf from '@tensorflow/tfjs-core';\nexport const mean = tf.mean;\n");
    write(
      `packages/${name}/src/combine/mean.test.ts`,
      "import { expectClose } from '@gen/testing';\nimport { mean } from './mean';\n",
    );
  }
});
afterEach(() => rmSync(root, { recursive: true }));

describe('checkStructure', () => {
  it('has nothing against what follows the rules', () => {
    write('fixtures/mean.json', '{}');
    write('packages/losses/src/combine/types.ts', 'export interface Sum {}\n');
    write('packages/losses/src/combine/mean.node.test.ts', "import fixture from '../../../../fixtures/mean.json';\n");
    write('examples/01-first/main.ts', "import { mean } from '@gen/losses';\nimport { draw } from './draw';\n");
    expect(checkStructure(root)).toEqual([]);
  });

  it.each([
    ['vae/src/combine/mean.ts', "import { gan } from '@gen/gan';", /imports @gen\/gan: vae may import core, losses, metrics/],
    ['losses/src/combine/mean.ts', "const vae = await import('@gen/vae');", /imports @gen\/vae: losses may import core/],
    ['vae/src/combine/mean.ts', "import { mean } from '../../../losses/src/combine/mean';", /outside its package/],
    ['vae/src/combine/mean.test.ts', "import { mean } from '../../../losses/src/combine/mean';", /outside its package/],
    ['losses/src/combine/mean.ts', "import { mean } from '..';", /imports the barrel/],
    ['losses/src/combine/mean.ts', "import { matrix } from 'ml-matrix';", /ml-matrix, which its package.json does not declare/],
    ['losses/src/combine/mean.ts', "import '@tensorflow/tfjs-backend-wasm';", /names a backend/],
    ['losses/src/combine/mean.ts', 'export const noise = () => Math.random();', /line 1: Math\.random/],
    ['losses/src/combine/mean.ts', 'export const read = (t: Tensor) => t.dataSync();', /line 1: a synchronous read-back/],
    ['losses/src/combine/mean.ts', 'export const x = 1; // TODO: more', /line 1: unfinished/],
    ['losses/src/combine/mean.ts', 'export const x = 1;\n'.repeat(401), /401 lines, more than 400/],
    ['losses/src/combine/index.ts', "export { mean } from './mean';", /a nested index\.ts/],
    ['losses/src/index.ts', "export * from './combine/mean';", /export \*/],
    ['losses/src/combine/mean.ts', 'export default 1;', /a default export/],
    ['losses/src/combine/meanOf.ts', 'export const x = 1;', /not kebab-case/],
    ['losses/src/combine/utils.ts', 'export const x = 1;', /name the concept/],
    ['losses/src/combine/deeper/sum.ts', 'export const x = 1;', /deeper than package\/topic\/file/],
    ['losses/src/index.ts', "export { sum } from './combine/sum';", /combine\/sum\.ts: no test beside it/],
    ['unheard-of/package.json', '{}', /not in the table of places/],
    ['losses/package.json', manifest('losses', { sideEffects: true }), /sideEffects/],
    ['losses/package.json', manifest('losses', { repository: {} }), /repository\.directory/],
  ])('finds what is wrong in %s: %s', (path, text, expected) => {
    write('packages/losses/src/combine/sum.ts', 'export const sum = 1;\n');
    write(`packages/${path}`, text);
    expect(checkStructure(root).join('\n')).toMatch(expected);
  });

  it('lets a backend register itself when it is imported, and its tests import it for that', () => {
    const sideEffects = ['./src/index.ts', './dist/index.js', './dist/index.cjs'];
    write('packages/backend-simd/package.json', manifest('backend-simd', { sideEffects }));
    write('packages/backend-simd/README.md', '');
    write('packages/backend-simd/LICENSE', '');
    write('packages/backend-simd/src/index.ts', "import { start } from './start';\n");
    write('packages/backend-simd/src/start.ts', 'export const start = 1;\n');
    write('packages/backend-simd/src/start.test.ts', "import { it } from 'vitest';\nimport './index';\n");
    expect(checkStructure(root)).toEqual([]);
    write('packages/backend-simd/src/start.test.ts', "import { it } from 'vitest';\nimport { start } from './index';\n");
    write('packages/backend-simd/package.json', manifest('backend-simd'));
    expect(checkStructure(root)).toEqual([
      'packages/backend-simd/package.json: sideEffects is not ["./src/index.ts","./dist/index.js","./dist/index.cjs"]',
      'packages/backend-simd/src/start.test.ts: imports the barrel ./index: import the file',
    ]);
  });

  it('takes what only tests import for a part of them', () => {
    const cases = "import { expectClose } from '@gen/testing';\nimport fc from 'fast-check';\nexport const cases = fc.nat();\n";
    write('packages/vae/src/combine/mean-cases.ts', cases);
    write('packages/vae/src/combine/mean.test.ts', "import { cases } from './mean-cases';\n");
    expect(checkStructure(root)).toEqual([]);
    write('packages/vae/src/combine/mean.ts', "export { cases as mean } from './mean-cases';\n");
    expect(checkStructure(root).join('\n')).toMatch(
      /mean-cases\.ts: imports fast-check, which its package\.json does not declare/,
    );
  });

  it('finds cycles of what is there when the code runs', () => {
    write('packages/losses/src/combine/a.ts', "import { b, type B } from './b';\nexport const a = b;\n");
    write('packages/losses/src/combine/b.ts', "import type { A } from './a';\nexport const b = 1;\n");
    expect(checkStructure(root)).toEqual([]);
    write('packages/losses/src/combine/b.ts', "export { a } from './a';\nexport const b = 1;\n");
    expect(checkStructure(root)).toEqual(['packages/losses/src: import cycle combine/a.ts -> combine/b.ts -> combine/a.ts']);
  });

  it('asks for a test of what is public and a value', () => {
    write('packages/losses/src/combine/sum.ts', 'export interface Sum {}\nexport const sum = 1;\n');
    write('packages/losses/src/index.ts', "export { mean } from './combine/mean';\nexport type { Sum } from './combine/sum';\n");
    expect(checkStructure(root)).toEqual([]);
    write(
      'packages/losses/src/index.ts',
      "export { mean } from './combine/mean';\nexport { type Sum, sum } from './combine/sum';\n",
    );
    expect(checkStructure(root)).toEqual(['packages/losses/src/combine/sum.ts: no test beside it']);
  });

  it('finds an example that reaches into a package, and output in git', () => {
    write('examples/01-first/main.ts', "import { mean } from '../../packages/losses/src/combine/mean';\n");
    write('packages/losses/dist/index.js', '');
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '-f', '.'], { cwd: root });
    const problems = checkStructure(root).join('\n');
    expect(problems).toMatch(/examples\/01-first\/main\.ts: imports the inside of a package/);
    expect(problems).toMatch(/packages\/losses\/dist\/index\.js: generated output in git/);
  });
});
