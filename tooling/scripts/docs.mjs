import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm run docs                the whole site, into docs/.vitepress/dist
// npm run docs -- --dev       the same, served and reloaded
// npm run docs -- --api       only the generated API pages
const root = fileURLToPath(new URL('../..', import.meta.url));
const api = join(root, 'docs/api');
const mode = process.argv[2];
if (mode !== undefined && mode !== '--dev' && mode !== '--api') {
  console.error(`docs: expected --dev, --api or nothing, got ${mode}`);
  process.exit(2);
}

/** @param {string} command @param {readonly string[]} args */
function run(command, args) {
  const { status } = spawnSync(join(root, 'node_modules/.bin', command), args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(api, { recursive: true, force: true });
run('typedoc', ['--logLevel', 'Warn']);

// TypeDoc roots source links at each package's `src`; here they get the path in the repository.
for (const name of readdirSync(join(api, '@gen'))) {
  const folder = join(api, '@gen', name);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.md')) continue;
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('/main/SOURCE/', `/main/packages/${name}/src/`));
  }
}
if (!existsSync(join(api, 'typedoc-sidebar.json'))) throw new Error('docs: TypeDoc wrote no sidebar');

if (mode === '--dev') run('vitepress', ['dev', 'docs']);
else if (mode === undefined) run('vitepress', ['build', 'docs']);
