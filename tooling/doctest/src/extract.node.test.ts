import { describe, expect, it } from 'vitest';
import { extractExamples } from './extract.mjs';

const source = `
/**
 * Adds.
 *
 * \`\`\`ts
 * not an example
 * \`\`\`
 *
 * @example Two and two
 * \`\`\`ts
 * if (true) {
 *   add(2, 2);
 * }
 * \`\`\`
 * @category Sums
 */
export function add() {}
/** @example
 * \`\`\`ts no-run
 * await fetch('x');
 * \`\`\`
 * \`\`\`sh
 * ls
 * \`\`\` */
`;

describe('extractExamples', () => {
  it('takes the fences after @example, and nothing else of a source file', () => {
    expect(extractExamples('a.ts', source)).toEqual([
      { title: 'Two and two', line: 11, code: 'if (true) {\n  add(2, 2);\n}', run: true },
      { title: '', line: 20, code: "await fetch('x');", run: false },
    ]);
  });

  it('takes the ts fences of Markdown under their headings, and joins those that continue', () => {
    const guide =
      '# One\n```ts\nconst a = 1;\n```\nthen\n```ts continues\nuse(a);\n```\n## Two\n```sh\nls\n```\n```ts\nb();\n```\n';
    const [one, two, ...rest] = extractExamples('a.md', guide);
    expect(one).toEqual({ title: 'One', line: 3, code: 'const a = 1;\n\n\n\nuse(a);', run: true });
    expect(two).toEqual({ title: 'Two', line: 14, code: 'b();', run: true });
    expect(rest).toEqual([]);
  });
});
