import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// Packages whose every function is a formula from somewhere: each says where from.
const FORMULAS = ['losses', 'metrics'];

/** @param {string} folder @returns {string[]} source files of the entries in a package's `exports` */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(exports)
    .map((conditions) => conditions['@gen/source'])
    .filter(Boolean)
    .map((entry) => join(folder, entry));
}

/**
 * What the comment of one public name lacks.
 *
 * @param {ts.Declaration} declaration
 * @param {boolean} isFunction
 * @param {readonly ts.JSDocTagInfo[]} tags
 * @param {string} summary
 * @param {boolean} isFormula
 * @returns {string[]}
 */
function missing(declaration, isFunction, tags, summary, isFormula) {
  const has = (/** @type {string} */ name) => tags.some((tag) => tag.name === name);
  const lacks = [];
  if (summary.trim() === '') lacks.push('a summary');
  if (!has('category')) lacks.push('@category');
  if (isFunction && !has('example')) lacks.push('@example');
  if (isFunction && isFormula && !has('see')) lacks.push('@see with its source');
  const untitled = tags.filter(
    (tag) => tag.name === 'example' && /^\s*```|^\s*$/.test(ts.displayPartsToString(tag.text).split('\n')[0]),
  );
  if (untitled.length > 0) lacks.push('a title behind @example');
  if (isFormula && ts.isFunctionDeclaration(declaration)) {
    const described = new Set(
      tags.filter((tag) => tag.name === 'param' && (tag.text?.length ?? 0) > 1).map((tag) => tag.text?.[0].text),
    );
    for (const { name } of declaration.parameters) {
      if (ts.isIdentifier(name) && name.text !== 'options' && !described.has(name.text)) lacks.push(`@param ${name.text}`);
    }
  }
  return lacks;
}

/**
 * Checks the comments of everything that packages export.
 *
 * @param {string} root absolute path of the repository
 * @returns {string[]} one sentence a problem
 */
export function checkDocs(root) {
  const packages = readdirSync(join(root, 'packages')).sort();
  const entries = packages.flatMap((name) => entriesOf(join(root, 'packages', name)).map((entry) => ({ name, entry })));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const program = ts.createProgram(
    entries.map(({ entry }) => entry),
    options,
  );
  const checker = program.getTypeChecker();
  return entries.flatMap(({ name, entry }) => {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) return [];
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations?.[0];
      if (!declaration) return [];
      const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0 && !(symbol.flags & ts.SymbolFlags.Class);
      const isFunction = isValue && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;
      const summary = ts.displayPartsToString(symbol.getDocumentationComment(checker));
      const lacks = missing(declaration, isFunction, symbol.getJsDocTags(checker), summary, FORMULAS.includes(name));
      return lacks.map((what) => `${relative(root, declaration.getSourceFile().fileName)}: ${symbol.name} lacks ${what}`);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = [...new Set(checkDocs(fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')))];
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
