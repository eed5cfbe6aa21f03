import ts from 'typescript';

/** @param {string} text @returns {string[]} every module that the text imports, statically or not; comments are not read */
export const importsOf = (text) => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/**
 * Modules of which the text imports or re-exports types only: they are not there when it runs.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function typeImportsOf(text) {
  /** @type {Map<string, boolean>} */
  const onlyTypes = new Map();
  for (const statement of ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022).statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : statement;
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    const eachIsType =
      named !== undefined && (ts.isNamedImports(named) || ts.isNamedExports(named)) && named.elements.every((e) => e.isTypeOnly);
    const isType = clause?.isTypeOnly === true || eachIsType;
    onlyTypes.set(statement.moduleSpecifier.text, isType && onlyTypes.get(statement.moduleSpecifier.text) !== false);
  }
  return new Set([...onlyTypes].filter(([, isType]) => isType).map(([name]) => name));
}

/** @param {string} specifier @returns {string} `@scope/name` or `name` of a bare import */
export const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/**
 * @param {Map<string, string[]>} graph imports within a package, by file
 * @returns {string[][]} one path for each cycle found
 */
export function cyclesOf(graph) {
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[][]} */
  const found = [];
  /** @param {string} file @param {string[]} path */
  const visit = (file, path) => {
    if (state.get(file) === 'open') found.push([...path.slice(path.indexOf(file)), file]);
    if (state.has(file)) return;
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
