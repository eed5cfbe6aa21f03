import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

// Compiles assembly/ into src/wasm/binary.ts, which holds the two variants of the module as text: one for engines with relaxed SIMD, one for
// those without. Does nothing when the sources are those of the last time.
const root = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(`${root}assembly`).sort();
const hash = createHash('sha256');
for (const name of [...sources.map((file) => `assembly/${file}`), 'assemble.mjs', 'package.json']) hash.update(readFileSync(root + name));
const stamp = `// ${hash.digest('hex')}`;
const target = `${root}src/wasm/binary.ts`;

/** @param {readonly string[]} features @returns {Promise<string>} */
async function compile(features) {
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
  return Buffer.from(binary).toString('base64');
}

if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(stamp)) {
  const [plain, relaxed] = [await compile([]), await compile(['relaxed-simd'])];
  writeFileSync(target, `${stamp}\nexport const plain: string = '${plain}';\nexport const relaxed: string = '${relaxed}';\n`);
  console.log(`assembled ${Math.round((plain.length * 3) / 4096)} kB and ${Math.round((relaxed.length * 3) / 4096)} kB of WebAssembly`);
}
