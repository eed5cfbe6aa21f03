import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

// Compiles assembly/ into src/wasm/binary.js, which holds the two variants of the module as text: one for engines with relaxed SIMD, one
// for those without. Does nothing when the sources are those of the last time. Builds run it, and the set-up of the tests.
const root = fileURLToPath(new URL('.', import.meta.url));
const target = `${root}src/wasm/binary.js`;

/** @param {readonly string[]} features @returns {Promise<Uint8Array>} */
async function compile(features) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '-O3', '--noAssert'],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65535'],
      // Constants lie between the arguments of a job and the tensors.
      ...['--memoryBase', '2048'],
      ...['simd', 'threads', ...features].flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (/** @type {string} */ name) => (existsSync(root + name) ? readFileSync(root + name, 'utf8') : null),
      listFiles: () => [],
      writeFile: (/** @type {string} */ name, /** @type {Uint8Array} */ contents) => {
        if (name.endsWith('.wasm')) binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`${error?.message}\n${stderr}`);
  return binary;
}

/** @returns {string} what the text begins with that these sources give */
function stampHere() {
  const hash = createHash('sha256');
  const sources = readdirSync(`${root}assembly`).sort();
  for (const name of [...sources.map((file) => `assembly/${file}`), 'assemble.mjs', 'package.json']) {
    hash.update(`${name}\n${readFileSync(root + name, 'utf8')}`);
  }
  return `// ${hash.digest('hex')}`;
}

export async function setup() {
  const stamp = stampHere();
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) return;
  const [plain, relaxed] = [await compile([]), await compile(['relaxed-simd'])];
  // Renamed into place, since a build and the tests may run at the same time.
  const unfinished = `${target}.${process.pid}`;
  const lines = Object.entries({ plain, relaxed }).map(
    ([name, bytes]) => `export const ${name} = '${deflateSync(bytes, { level: 9 }).toString('base64')}';\n`,
  );
  writeFileSync(unfinished, `${stamp}\n${lines.join('')}`);
  renameSync(unfinished, target);
  console.log(`assembled ${Math.round(plain.length / 1024)} kB and ${Math.round(relaxed.length / 1024)} kB of WebAssembly`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
