import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { documentsWithExamples } from './extract.mjs';

// Compiles every documentation example as a module beside its document, without writing one to disk.
const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
/** @type {Map<string, string>} */
const modules = new Map();
for (const { path, examples } of documentsWithExamples(root)) {
  examples.forEach(({ code, line }, i) => {
    modules.set(`${root}/${path}.example-${i}.ts`, '\n'.repeat(line - 1) + code);
  });
}

const { config } = ts.readConfigFile(`${root}/tsconfig.base.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
/** @type {ts.CompilerOptions} */
const compilerOptions = {
  ...options,
  isolatedDeclarations: false,
  declaration: false,
  noUnusedLocals: false,
  moduleDetection: ts.ModuleDetectionKind.Force,
};
const host = ts.createCompilerHost(compilerOptions);
const { fileExists, readFile } = host;
host.fileExists = (/** @type {string} */ path) => modules.has(path) || fileExists(path);
host.readFile = (/** @type {string} */ path) => modules.get(path) ?? readFile(path);

const program = ts.createProgram([...modules.keys()], compilerOptions, host);
// Only the examples: what is wrong in a package is reported by the package's own check.
const diagnostics = [...modules.keys()].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
if (diagnostics.length > 0) {
  const text = ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  });
  console.error(text.replace(/\.example-\d+\.ts/g, ''));
  process.exit(1);
}
console.log(`${modules.size} documentation examples compile`);
