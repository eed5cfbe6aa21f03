import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cyclesOf, importsOf, packageOf, typeImportsOf } from './imports.mjs';

// The rule of place (docs/architecture.md, section 1): which packages a package may import. Whoever is missing here may not exist.
const model = ['core', 'losses', 'metrics'];
/** @type {Record<string, readonly string[]>} */
export const MAY_IMPORT = {
  core: [],
  backend: ['core', 'backend-simd'], // as an optional peer, like those of tfjs
  'backend-simd': ['core'],
  losses: ['core'],
  metrics: ['core'],
  datasets: ['core'],
  report: ['core'],
  vae: model,
  gan: model,
  transformer: model,
  bayes: model,
  'semi-supervised': model,
  'bias-probes': ['core', 'metrics', 'report'],
};
const IN_TESTS = ['testing', 'backend'];
/** Packages that register something when they are imported, with the files that do: as tfjs's own backends do. */
/** @type {Record<string, readonly string[]>} */
const REGISTERS = { 'backend-simd': ['./src/index.ts', './dist/index.js', './dist/index.cjs'] };
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.node)?(\.test|\.d)?\.(ts|mjs)$/;
const GENERATED = /(^|\/)(dist|out|coverage|\.turbo|node_modules)\/|^docs\/api\/|^docs\/\.vitepress\/(cache|dist)\/|\.tgz$/;

/** @param {string} folder @returns {string[]} relative paths of files, deep */
const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/node_modules/'))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort()
    : [];

/** @param {string} text whether anything but types comes out of the file */
const hasValues = (text) => /^export (declare )?(async )?(function|const|let|class|enum|\{)/m.test(text);

/**
 * Rules of one source file that need no other file.
 *
 * @param {string} file relative to `src`
 * @param {string} text
 * @param {Set<string>} siblings all files of the package's `src`
 * @param {boolean} isPublic whether an entry of the package exports it; what is private is tested through what is public
 * @returns {string[]}
 */
function checkFile(file, text, siblings, isPublic) {
  const problems = [];
  const isTest = file.endsWith('.test.ts');
  const lines = text.split('\n');
  if (lines.length - 1 > 400) problems.push(`${lines.length - 1} lines, more than 400: split by concept`);
  if (!KEBAB.test(basename(file))) problems.push('file name is not kebab-case');
  if (/^(utils?|helpers?|common|misc)\.ts$/.test(basename(file))) problems.push('name the concept, not "utils"');
  if (file.split('/').length > 2) problems.push('deeper than package/topic/file');
  if (basename(file) === 'index.ts' && file !== 'index.ts') problems.push('a nested index.ts: a package has one barrel');
  if (/^export \*/m.test(text)) problems.push('export *: name what is exported');
  if (/^export default/m.test(text)) problems.push('a default export: name it');
  lines.forEach((line, i) => {
    if (/\b(TODO|FIXME|XXX)\b/.test(line)) problems.push(`line ${i + 1}: unfinished work is an issue, not a comment`);
    if (isTest || /^\s*(\*|\/\/|\/\*)/.test(line)) return;
    if (/\bMath\.random\b/.test(line)) problems.push(`line ${i + 1}: Math.random: take an Rng`);
    if (/\.(dataSync|arraySync)\(/.test(line)) problems.push(`line ${i + 1}: a synchronous read-back in library code`);
  });
  const tests = [file.replace(/\.ts$/, '.test.ts'), file.replace(/\.ts$/, '.node.test.ts')];
  if (isPublic && hasValues(text) && !tests.some((test) => siblings.has(test))) problems.push('no test beside it');
  return problems;
}

/**
 * Files that some others import, and what they import in turn.
 *
 * @param {readonly string[]} from
 * @param {ReadonlyMap<string, string>} texts by file, relative to `src`
 * @returns {Set<string>}
 */
function reached(from, texts) {
  const found = new Set(from);
  for (const file of found) {
    for (const specifier of importsOf(texts.get(file) ?? '')) {
      const target = `${join(dirname(file), specifier)}.ts`;
      if (specifier.startsWith('.') && texts.has(target)) found.add(target);
    }
  }
  return found;
}

/**
 * @param {string} root
 * @param {string} name of the folder under `packages`
 * @returns {string[]}
 */
function checkPackage(root, name) {
  const folder = join(root, 'packages', name);
  const at = `packages/${name}`;
  const allowed = MAY_IMPORT[name];
  if (!allowed) return [`${at}: not in the table of places (tooling/scripts/check-structure.mjs)`];
  const problems = ['README.md', 'LICENSE', 'src/index.ts']
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `${at}: no ${file}`);

  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  if (manifest.name !== `@gen/${name}`) problems.push(`${at}/package.json: name is not @gen/${name}`);
  const sideEffects = JSON.stringify(REGISTERS[name] ?? false);
  if (JSON.stringify(manifest.sideEffects) !== sideEffects)
    problems.push(`${at}/package.json: sideEffects is not ${sideEffects}`);
  if (manifest.repository?.directory !== at) problems.push(`${at}/package.json: repository.directory is not ${at}`);
  if (manifest.publishConfig?.provenance !== true) problems.push(`${at}/package.json: publishConfig.provenance is not true`);

  const source = join(folder, 'src');
  /** @param {string} entry */
  const sourceOf = (entry) => relative(source, join(folder, entry));
  const entries = Object.values(manifest.exports)
    .flatMap((conditions) => conditions['@gen/source'] ?? [])
    .map(sourceOf);
  const barrel = existsSync(join(source, 'index.ts')) ? readFileSync(join(source, 'index.ts'), 'utf8') : '';
  const typesOnly = typeImportsOf(barrel);
  const concepts = importsOf(barrel).filter((path) => !typesOnly.has(path));
  const exported = new Set([
    ...entries.filter((entry) => entry !== 'index.ts'),
    ...concepts.map((path) => `${path.slice(2)}.ts`),
  ]);
  const files = new Set(filesIn(source).filter((file) => file.endsWith('.ts')));
  const texts = new Map([...files].map((file) => [file, readFileSync(join(source, file), 'utf8')]));
  const shipped = reached(['index.ts', ...entries], texts);
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const [file, text] of texts) {
    // Or a file that only tests import, such as the cases of several.
    const isTest = file.endsWith('.test.ts') || !shipped.has(file);
    /** @param {string} problem */
    const report = (problem) => problems.push(`${at}/src/${file}: ${problem}`);
    checkFile(file, text, files, exported.has(file)).forEach(report);
    const local = [];
    const erased = typeImportsOf(text);
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) {
        const target = resolve(source, dirname(file), specifier);
        const inside = !relative(source, target).startsWith('..');
        const fixture = isTest && !relative(join(root, 'fixtures'), target).startsWith('..');
        if (!inside && !fixture) report(`imports ${specifier}, outside its package: use the package's name`);
        const registers = isTest && name in REGISTERS && `\n${text}`.includes(`\nimport '${specifier}';`);
        if (/(^|\/)\.\.?$|\/index$/.test(specifier) && file !== 'index.test.ts' && !registers)
          report(`imports the barrel ${specifier}: import the file`);
        if (!erased.has(specifier)) local.push(`${relative(source, target)}.ts`);
        continue;
      }
      if (specifier.startsWith('node:')) continue;
      const wanted = packageOf(specifier);
      const sibling = wanted.startsWith('@gen/') ? wanted.slice('@gen/'.length) : undefined;
      if (sibling !== undefined && sibling !== name && ![...allowed, ...(isTest ? IN_TESTS : [])].includes(sibling)) {
        report(`imports ${wanted}: ${name} may import ${allowed.join(', ') || 'no other package'}`);
      }
      if (isTest) continue;
      if (sibling === name) report(`imports its own package by name: import the file`);
      else if (!declared.has(wanted)) report(`imports ${wanted}, which its package.json does not declare`);
      if (/^@tensorflow\/tfjs-(backend-|node)/.test(wanted) && !/^backend/.test(name)) report(`names a backend, ${wanted}`);
    }
    graph.set(file, local);
  }
  return [...problems, ...cyclesOf(graph).map((path) => `${at}/src: import cycle ${path.join(' -> ')}`)];
}

/**
 * Examples, benchmarks and tooling use packages by name, as anyone does.
 *
 * @param {string} root
 * @param {string} folder relative to `root`
 * @returns {string[]}
 */
function checkUser(root, folder) {
  return filesIn(join(root, folder))
    .filter((file) => /\.(ts|mjs)$/.test(file) && !GENERATED.test(`${folder}/${file}`))
    .flatMap((file) => {
      const path = join(folder, file);
      const text = readFileSync(join(root, path), 'utf8');
      const inside = importsOf(text).filter((specifier) => /^\.\.?\/.*\bpackages\/|^@gen\/[\w-]+\/(src|dist)\b/.test(specifier));
      return inside.map((specifier) => `${path}: imports the inside of a package, ${specifier}`);
    });
}

/**
 * Checks a repository against the rules of place and form.
 *
 * @param {string} root absolute path of the repository
 * @returns {string[]} one sentence a problem
 */
export function checkStructure(root) {
  const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
  const problems = packages.flatMap((name) => checkPackage(root, name));
  for (const folder of ['examples', 'bench', 'tooling']) problems.push(...checkUser(root, folder));
  if (existsSync(join(root, '.git'))) {
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
    problems.push(...tracked.filter((path) => GENERATED.test(path)).map((path) => `${path}: generated output in git`));
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkStructure(fileURLToPath(new URL('../..', import.meta.url)));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
