import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStructure } from './check-structure.mjs';
import { scaffold } from './new.mjs';

const source = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
let root = '';

// A copy of what the skeletons are written into; what they import is found in the repository itself.
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gen-new-'));
  for (const path of ['LICENSE', 'tsconfig.base.json', 'packages/losses', 'packages/datasets', 'examples/01-few-labels-images']) {
    cpSync(join(source, path), join(root, path), {
      recursive: true,
      filter: (from) => !/\/(dist|out|\.turbo|node_modules)(\/|$)/.test(from),
    });
  }
  cpSync(join(source, 'fixtures'), join(root, 'fixtures'), { recursive: true, filter: (from) => !from.endsWith('.safetensors') });
  mkdirSync(join(root, 'tooling'));
  symlinkSync(join(source, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function typeErrors(paths: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(source, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const program = ts.createProgram(
    paths.filter((path) => path.endsWith('.ts')).map((path) => join(root, path)),
    { ...options, preserveSymlinks: false },
  );
  return program
    .getRootFileNames()
    .flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('npm run new', () => {
  it('writes each kind in its place, well formed, typed and exported', () => {
    const loss = scaffold(root, 'loss', 'divergence/renyi-divergence').written;
    const dataset = scaffold(root, 'dataset', 'fashion').written;
    const example = scaffold(root, 'example', 'sample-faces').written;
    const made = scaffold(root, 'package', 'gan').written;

    expect(loss).toEqual([
      'packages/losses/src/divergence/renyi-divergence.ts',
      'packages/losses/src/divergence/renyi-divergence.test.ts',
    ]);
    expect(read('packages/losses/src/index.ts')).toContain(
      "export { renyiDivergence } from './divergence/renyi-divergence';\nexport { bernoulliNll }",
    );
    expect(read('packages/datasets/src/index.ts')).toContain("export { type FashionOptions, fashion } from './fashion/fashion';");
    expect(example).toContain('examples/02-sample-faces/main.ts');
    expect(JSON.parse(read('packages/gan/package.json'))).toMatchObject({
      name: '@gen/gan',
      repository: { directory: 'packages/gan' },
    });

    const mine = [...loss, ...dataset, ...example, ...made];
    expect(checkStructure(root).filter((problem) => mine.some((path) => problem.startsWith(path)))).toEqual([]);
    expect(typeErrors(mine.filter((path) => path.includes('/src/')))).toEqual([]);
    for (const path of mine) if (path.endsWith('.ts')) expect(read(path)).not.toMatch(/TODO|FIXME|undefined/);
  }, 120_000);

  it('writes functions that refuse to run and tests that call them', () => {
    scaffold(root, 'loss', 'hinge');
    expect(read('packages/losses/src/reconstruction/hinge.ts')).toMatch(/throw new GenError\('unsupported'/);
    expect(read('packages/losses/src/reconstruction/hinge.test.ts')).toMatch(/testLoss\('hinge', hinge/);
  });

  it('refuses what has no place, what is there already and names of another form', () => {
    expect(() => scaffold(root, 'package', 'everything')).toThrow(/'everything' has no place yet/);
    expect(() => scaffold(root, 'package', 'losses')).toThrow(/is there already/);
    expect(() => scaffold(root, 'loss', 'GaussianNll')).toThrow(/kebab-case/);
    expect(() => scaffold(root, 'dataset', 'a/b')).toThrow(/expected a dataset by its name/);
    expect(() => scaffold(root, 'config', 'vae')).toThrow(/expected a loss, a dataset, an example or a package, got 'config'/);
  });
});
