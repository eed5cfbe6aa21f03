import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm run test:pack
// Packs every public package, installs the tarballs in an empty folder as a user would, and imports every entry as ESM and as
// CommonJS, under this Node and under Node 24. Needs the network, for what the packages depend on.
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gen-pack-'));
const OTHER_NODE = '24';

const packages = readdirSync(join(root, 'packages')).map((name) => {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith('.json'));
  return { folder: join(root, 'packages', name), manifest, entries: entries.map((entry) => manifest.name + entry.slice(1)) };
});

/** @param {string} text */
const say = (text) => console.log(`pack: ${text}`);

/** @param {string} command @param {readonly string[]} args */
const run = (command, args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** @returns {string[]} tarballs */
function pack() {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  return packages.map((each) => {
    const [{ filename, files, size }] = JSON.parse(run('npm', ['pack', each.folder, '--json', '--pack-destination', tarballs]));
    const paths = files.map((/** @type {{ path: string }} */ file) => file.path);
    for (const wanted of [
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.cjs',
      'dist/index.d.ts',
      'dist/index.d.cts',
    ]) {
      if (!paths.includes(wanted)) throw new Error(`${each.manifest.name}: the tarball has no ${wanted}`);
    }
    const foreign = paths.find((/** @type {string} */ path) => /^src\/|\.test\.|tsconfig|tsup/.test(path));
    if (foreign) throw new Error(`${each.manifest.name}: the tarball has ${foreign}`);
    say(`${filename}, ${paths.length} files, ${(size / 1024).toFixed(1)} kB`);
    return join(tarballs, filename);
  });
}

/** @returns {string[]} one program a module system, which imports every entry and says how many names it has */
function programs() {
  const entries = JSON.stringify(packages.flatMap((each) => each.entries));
  const check = `(name, module) => {
  const names = Object.keys(module).filter((key) => key !== 'default');
  if (names.some((key) => module[key] === undefined)) throw new Error(name + ': undefined export');
  total += names.length;
}`;
  writeFileSync(
    join(folder, 'esm.mjs'),
    `let total = 0;\nconst check = ${check};\nfor (const name of ${entries}) check(name, await import(name));\nconsole.log(total);\n`,
  );
  writeFileSync(
    join(folder, 'commonjs.cjs'),
    `let total = 0;\nconst check = ${check};\nfor (const name of ${entries}) check(name, require(name));\nconsole.log(total);\n`,
  );
  return ['esm.mjs', 'commonjs.cjs'];
}

/** @param {string} version @param {readonly string[]} node command line that starts Node */
function importAll(version, [command, ...args]) {
  const names = programs().map((program) => Number(run(command, [...args, program]).trim()));
  if (names[0] === 0 || names[0] !== names[1]) throw new Error(`ESM exports ${names[0]} names, CommonJS ${names[1]}`);
  say(`${names[0]} names, as ESM and as CommonJS, under Node ${version}`);
}

try {
  const tarballs = pack();
  // Peers by the versions that this repository is tested with; the packages themselves only from their tarballs.
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const peers = new Set(packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {})));
  const installed = [...peers].filter((name) => devDependencies[name]).map((name) => `${name}@${devDependencies[name]}`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'pack-test', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs, ...installed]);

  importAll(process.versions.node, [process.execPath]);
  const other = spawnSync('npx', ['-y', '-p', `node@${OTHER_NODE}`, 'node', '--version'], { cwd: folder, encoding: 'utf8' });
  if (other.status === 0) {
    importAll(other.stdout.trim().slice(1), ['npx', '-y', '-p', `node@${OTHER_NODE}`, 'node']);
  } else {
    say(`SKIPPED Node ${OTHER_NODE}: it could not be fetched (${other.stderr.trim().split('\n').at(-1)})`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
