import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Example
 * @property {string} title what the reader sees above it
 * @property {number} line line of the document, from 1, on which the code begins
 * @property {string} code the fence's text, after that of the fences it continues
 * @property {boolean} run false where the fence says `no-run`: then it is only type-checked
 */

const FENCE = /^(\s*)```(\w*)\s*(.*)$/;

/**
 * The ```ts fences among `lines`. A fence marked `continues` goes on where the previous one stopped, as one program;
 * one marked `no-run` needs what a test has not (a file, a network, a page).
 *
 * @param {readonly string[]} lines blank where the document holds something else than prose and fences
 * @param {(line: string) => string | undefined} titleOf the title that a line of prose gives to the fences after it
 * @returns {Example[]}
 */
function fences(lines, titleOf) {
  /** @type {Example[]} */
  const examples = [];
  let title = '';
  for (let i = 0; i < lines.length; i++) {
    title = titleOf(lines[i]) ?? title;
    const open = FENCE.exec(lines[i]);
    if (!open) continue;
    const [, indent, language, flags] = open;
    const first = i + 1;
    do i++;
    while (i < lines.length && lines[i].trim() !== '```');
    if (language !== 'ts') continue;
    const body = lines.slice(first, i).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
    const run = !/\bno-run\b/.test(flags);
    const before = /\bcontinues\b/.test(flags) ? examples.pop() : undefined;
    if (!before) {
      examples.push({ title, line: first + 1, code: body.join('\n'), run });
      continue;
    }
    // Blank lines keep every line of the program on the line of the document that it comes from.
    const gap = first + 1 - before.line - before.code.split('\n').length;
    examples.push({ ...before, code: `${before.code}${'\n'.repeat(gap + 1)}${body.join('\n')}`, run: before.run && run });
  }
  return examples;
}

/**
 * Examples of a document: the fences after `@example` of a TypeScript file's doc comments, or all fences of a Markdown file.
 *
 * @param {string} path
 * @param {string} text
 * @returns {Example[]}
 */
export function extractExamples(path, text) {
  const lines = text.split('\n');
  if (path.endsWith('.md')) return fences(lines, (line) => /^#+\s+(.*)$/.exec(line)?.[1]);
  let inComment = false;
  let inExample = false;
  const prose = lines.map((line) => {
    if (/^\s*\/\*\*/.test(line)) inComment = true;
    const content = inComment ? line.replace(/^\s*(\/\*\*|\*(?!\/)) ?/, '').replace(/\s*\*\/\s*$/, '') : '';
    if (/^@\w/.test(content)) inExample = content.startsWith('@example');
    if (inComment && line.includes('*/')) inComment = false;
    const kept = inExample ? content : '';
    if (!inComment) inExample = false;
    return kept;
  });
  return fences(prose, (line) => /^@example\s*(.*)$/.exec(line)?.[1]);
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 * @returns {string[]}
 */
const filesUnder = (folder, pattern) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => pattern.test(name))
        .map((name) => join(folder, name))
    : [];

/**
 * Every document of the repository that has examples: package sources and READMEs, guides, and the root README.
 *
 * @param {string} root absolute path of the repository
 * @returns {{ path: string, examples: Example[] }[]} by path relative to `root`
 */
export function documentsWithExamples(root) {
  const packages = readdirSync(join(root, 'packages')).sort();
  const paths = [
    ...packages.flatMap((name) => [
      ...filesUnder(join(root, 'packages', name, 'src'), /^(?!.*\.test\.ts$).*\.ts$/),
      join(root, 'packages', name, 'README.md'),
    ]),
    ...filesUnder(join(root, 'docs/guide'), /\.md$/),
    join(root, 'README.md'),
  ];
  return paths
    .filter((path) => existsSync(path))
    .map((path) => ({ path: path.slice(root.length + 1), examples: extractExamples(path, readFileSync(path, 'utf8')) }))
    .filter(({ examples }) => examples.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
