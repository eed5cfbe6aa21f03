import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documentsWithExamples, extractExamples } from './extract.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const LIST = 'virtual:doc-examples';
const EXAMPLE = /^(.*)\.example-(\d+)\.ts$/;

/**
 * Serves each documentation example as a module of its own, named after its document and with its lines where the document
 * has them, and `virtual:doc-examples` as the list of them all.
 *
 * @returns {import('vitest/config').Plugin}
 */
export function docExamples() {
  return {
    name: 'gen:doc-examples',
    enforce: 'pre',
    resolveId(id) {
      if (id === LIST) return `\0${LIST}`;
      if (EXAMPLE.test(id)) return id;
    },
    load(id) {
      if (id === `\0${LIST}`) {
        const list = documentsWithExamples(root).map(({ path, examples }) => {
          const items = examples.map(({ title, line, run }, i) => {
            const load = `() => import(${JSON.stringify(`${root}/${path}.example-${i}.ts`)})`;
            return `{ title: ${JSON.stringify(title)}, line: ${line}, ${run ? `run: ${load}` : ''} }`;
          });
          return `{ path: ${JSON.stringify(path)}, examples: [${items.join(', ')}] }`;
        });
        return `export const documents = [${list.join(',\n')}];`;
      }
      const [, path, index] = EXAMPLE.exec(id) ?? [];
      if (path === undefined) return;
      this.addWatchFile(path);
      const { code, line } = extractExamples(path, readFileSync(path, 'utf8'))[Number(index)];
      return '\n'.repeat(line - 1) + code;
    },
  };
}
