import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAY_IMPORT } from './check-structure.mjs';
import { camel, datasetFiles, exampleFiles, lossFiles, packageFiles } from './templates.mjs';

// npm run new -- loss gaussian-nll            in packages/losses/src/reconstruction; `divergence/renyi` names another topic
// npm run new -- dataset fashion              in packages/datasets/src/fashion
// npm run new -- example sample-faces         in examples, under the next number
// npm run new -- package gan                  in packages
// Each writes a skeleton whose tests fail until it is filled in, exports it, and says what is left to do.
const usage = 'npm run new -- loss [topic/]name | dataset name | example name | package name';

/**
 * @param {string} root absolute path of the repository
 * @param {string} kind
 * @param {string} wanted
 * @returns {{ written: string[], next: string[] }} paths, and what is left to do
 */
export function scaffold(root, kind, wanted) {
  /** @param {string} why @returns {never} */
  const refuse = (why) => {
    throw new Error(`new: ${why}\n${usage}`);
  };
  const [name, topic = 'reconstruction'] = wanted.split('/').reverse();
  for (const part of wanted.split('/')) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(part)) refuse(`expected a name in kebab-case, got '${part}'`);
  }
  if (wanted.split('/').length > (kind === 'loss' ? 2 : 1)) refuse(`expected a ${kind} by its name, got '${wanted}'`);

  /** @param {string} path */
  const manifestOf = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  /** @param {import('./templates.mjs').Files} files @param {readonly string[]} next */
  const write = (files, next) => {
    const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
    if (taken) refuse(`${taken} is there already`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return { written: Object.keys(files), next: [...next] };
  };
  /** Adds a line to a barrel, which stays in the order of its paths. @param {string} path @param {string} line */
  const addExport = (path, line) => {
    const from = (/** @type {string} */ statement) => /from '(.*)';/.exec(statement)?.[1] ?? '';
    const statements = readFileSync(join(root, path), 'utf8').match(/^export [^;]*;$/gm) ?? [];
    const sorted = [...statements, line].sort((a, b) => (from(a) < from(b) ? -1 : 1));
    writeFileSync(join(root, path), `${sorted.join('\n')}\n`);
  };

  if (kind === 'loss') {
    const result = write(lossFiles(name, topic), ['add its golden case to fixtures/losses.py', 'npx changeset']);
    addExport('packages/losses/src/index.ts', `export { ${camel(name)} } from './${topic}/${name}';`);
    return result;
  }
  if (kind === 'dataset') {
    const result = write(datasetFiles(name), ['fill in its card, known harms included', 'npx changeset']);
    const type = `${camel(name)[0].toUpperCase()}${camel(name).slice(1)}Options`;
    addExport('packages/datasets/src/index.ts', `export { type ${type}, ${camel(name)} } from './${name}/${name}';`);
    return result;
  }
  if (kind === 'example') {
    const taken = readdirSync(join(root, 'examples')).map((folder) => Number.parseInt(folder, 10) || 0);
    const number = String(Math.max(0, ...taken) + 1).padStart(2, '0');
    const { dependencies } = manifestOf('examples/01-few-labels-images');
    return write(exampleFiles(`${number}-${name}`, dependencies), [
      'npm install',
      `npm start -w examples/${number}-${name} -- --quick`,
    ]);
  }
  if (kind === 'package') {
    if (!MAY_IMPORT[name]) refuse(`'${name}' has no place yet: give it one in tooling/scripts/check-structure.mjs`);
    const license = readFileSync(join(root, 'LICENSE'), 'utf8');
    return write(packageFiles(name, { losses: manifestOf('packages/losses'), license }), [
      'npm install',
      'give it a ceiling in .size-limit.mjs',
      'npx changeset',
    ]);
  }
  return refuse(`expected a loss, a dataset, an example or a package, got '${kind}'`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind = '', name = ''] = process.argv.slice(2);
  try {
    const { written, next } = scaffold(fileURLToPath(new URL('../..', import.meta.url)), kind, name);
    for (const path of written) console.log(path);
    console.log(`\nThen: ${next.join('; ')}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
